FROM debian:12.8
RUN chroot /rootfs apt-get install --no-install-recommends ca-certificates
