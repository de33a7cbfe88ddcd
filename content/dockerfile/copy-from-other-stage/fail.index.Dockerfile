FROM debian:12.8
COPY --from=0 /etc/hostname /tmp/hostname
