FROM debian:12.8
RUN curl -fsSLk https://example.com/tool -o /usr/local/bin/tool
