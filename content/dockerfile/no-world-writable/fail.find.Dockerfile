FROM debian:12.8
RUN find /srv -name '*.sh' -exec chmod 777 {} +
