FROM debian:12.8
RUN umask 0 && mkdir -p /srv/data
