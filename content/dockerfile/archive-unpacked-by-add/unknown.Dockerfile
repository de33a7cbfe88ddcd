FROM debian:12.8
COPY site.tar.gz /tmp/
SHELL ["pwsh", "-c"]
RUN tar -xf /tmp/site.tar.gz
