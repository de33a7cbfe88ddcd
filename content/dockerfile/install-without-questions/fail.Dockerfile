FROM debian:12.8
RUN apt-get update && apt-get install curl
