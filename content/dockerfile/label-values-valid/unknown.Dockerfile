FROM debian:12.8
ARG BUILD_DATE
LABEL org.opencontainers.image.created=$BUILD_DATE
