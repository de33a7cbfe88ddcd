FROM debian:12.8
ARG SUDO
RUN ${SUDO} apt-get install --no-install-recommends ca-certificates
