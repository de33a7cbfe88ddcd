FROM debian:12.8-slim
RUN useradd --system --uid 10001 app
COPY server /usr/local/bin/server
USER 10001
ENTRYPOINT ["/usr/local/bin/server"]
