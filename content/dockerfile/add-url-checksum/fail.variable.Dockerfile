FROM debian:12.8
ARG VERSION
ADD http://example.com/tool-${VERSION}.tar.gz /opt/
