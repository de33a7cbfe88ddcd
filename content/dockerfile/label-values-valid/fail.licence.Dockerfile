FROM debian:12.8
LABEL org.opencontainers.image.licenses="Apache 2.0"
