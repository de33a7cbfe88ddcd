FROM debian:12.8
LABEL org.opencontainers.image.source=https://example.com/shop
