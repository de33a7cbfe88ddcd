FROM debian:12.8
RUN useradd --system app
USER app
