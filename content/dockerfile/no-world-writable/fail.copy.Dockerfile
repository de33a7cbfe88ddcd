FROM debian:12.8
COPY --chmod=0666 config.yaml /etc/app/
