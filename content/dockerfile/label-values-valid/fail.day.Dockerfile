FROM debian:12.8
LABEL org.opencontainers.image.created=2024-02-30T09:30:00Z
