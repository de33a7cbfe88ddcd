FROM debian:12.8
ARG OPTIONS="-qq -y"
RUN apt-get update && apt-get $OPTIONS install curl && apt-get -yqq install wget
