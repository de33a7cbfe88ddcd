FROM debian:12.8-slim
COPY server /usr/local/bin/server
ENTRYPOINT ["/usr/local/bin/server"]
