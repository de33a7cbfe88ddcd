FROM debian:12.8
EXPOSE 80 22/tcp
