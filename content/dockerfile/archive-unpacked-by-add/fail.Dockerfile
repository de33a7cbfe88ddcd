FROM debian:12.8
COPY site.tar.gz /tmp/
RUN tar -xzf /tmp/site.tar.gz -C /srv && rm /tmp/site.tar.gz
