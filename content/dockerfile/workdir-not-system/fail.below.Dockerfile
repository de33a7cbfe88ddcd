FROM debian:12.8
WORKDIR /proc/self
