FROM debian:12.8
ARG OPTIONS
RUN apt-get update && apt-get install $OPTIONS curl
