FROM debian:12.8
RUN useradd --create-home --uid 1000700000 app
