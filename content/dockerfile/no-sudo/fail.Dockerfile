FROM debian:12.8
RUN apt-get update && \
    sudo apt-get install -y --no-install-recommends ca-certificates
