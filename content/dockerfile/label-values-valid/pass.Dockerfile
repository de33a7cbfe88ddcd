FROM debian:12.8
LABEL org.opencontainers.image.created=2024-05-14T09:30:00Z \
      org.opencontainers.image.source=https://example.com/shop \
      org.opencontainers.image.licenses="(MIT OR Apache-2.0) AND BSD-3-Clause" \
      com.example.note="" \
      org.opencontainers.image.authors="Shop team <shop@example.com>"
