FROM debian:12.8 AS base
COPY --from=base /etc/hostname /tmp/hostname
