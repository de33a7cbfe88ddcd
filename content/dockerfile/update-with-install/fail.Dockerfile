FROM debian:12.8
RUN apt-get update
RUN apt-get install -y curl
