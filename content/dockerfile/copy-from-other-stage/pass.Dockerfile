FROM debian:12.8 AS base

FROM debian:12.8
COPY --from=base /etc/hostname /tmp/hostname
