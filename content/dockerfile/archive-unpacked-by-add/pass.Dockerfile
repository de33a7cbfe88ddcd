FROM debian:12.8
ADD site.tar.gz /srv/
COPY backup.tar.gz /srv/downloads/
RUN tar -cf /srv/list.tar /srv/downloads
