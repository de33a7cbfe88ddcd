FROM debian:12.8
RUN --security=insecure ./build-kernel-module.sh
