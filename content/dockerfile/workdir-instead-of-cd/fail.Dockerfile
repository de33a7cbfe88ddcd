FROM debian:12.8
RUN cd /usr/src/app && make install
