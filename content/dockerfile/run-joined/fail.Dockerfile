FROM debian:12.8
RUN make
RUN make install
