FROM debian:12.8
LABEL org.opencontainers.image.source=example.com/shop
