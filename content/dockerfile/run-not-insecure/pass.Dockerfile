FROM debian:12.8
RUN --security=sandbox ./build.sh
