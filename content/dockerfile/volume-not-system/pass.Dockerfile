FROM debian:12.8
VOLUME /data /var/lib/app
