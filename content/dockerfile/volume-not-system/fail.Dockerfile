FROM debian:12.8
VOLUME ["/etc", "/data"]
