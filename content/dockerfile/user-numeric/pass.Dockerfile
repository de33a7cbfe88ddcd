FROM debian:12.8
RUN useradd --system --uid 10001 app
USER 10001:app
