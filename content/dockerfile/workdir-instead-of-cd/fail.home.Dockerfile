FROM debian:12.8
RUN cd "$HOME" && tar -xf /tmp/site.tar
