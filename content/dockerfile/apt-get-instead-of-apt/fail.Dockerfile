FROM debian:12.8
RUN apt update && apt install -y curl
