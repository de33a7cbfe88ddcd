FROM debian:12.8
RUN wget http://example.com/tool.tar.gz
