FROM debian:12.8
RUN make && make install
COPY site.conf /etc/site.conf
RUN ldconfig
