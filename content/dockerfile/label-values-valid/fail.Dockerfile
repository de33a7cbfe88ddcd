FROM debian:12.8
LABEL org.opencontainers.image.created="14 May 2024" org.opencontainers.image.title=shop
