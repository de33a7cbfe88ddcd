FROM debian:12.8
WORKDIR /usr/src/app
RUN make install && cd build && make
