FROM debian:12.8
ADD https://example.com/tool-1.2.tar.gz /opt/
