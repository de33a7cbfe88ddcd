FROM debian:12.8
RUN passwd --lock root && passwd -l games && useradd --create-home --shell /bin/false app
