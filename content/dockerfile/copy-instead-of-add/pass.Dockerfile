FROM debian:12.8
ADD rootfs.tar.xz /
ADD https://github.com/example/tool.git#v1.2 /src
