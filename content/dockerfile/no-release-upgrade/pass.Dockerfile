FROM debian:12.8
RUN apt-get update && apt-get upgrade -y
