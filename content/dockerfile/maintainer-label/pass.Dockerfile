FROM debian:12.8
LABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"
