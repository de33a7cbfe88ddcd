FROM debian:12.8
COPY build/site-1.4.tar.xz /tmp/site.tar
WORKDIR /srv
RUN tar xf /tmp/site.tar
