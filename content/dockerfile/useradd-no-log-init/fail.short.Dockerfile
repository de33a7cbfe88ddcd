FROM debian:12.8
RUN useradd -mu 1000700000 app
