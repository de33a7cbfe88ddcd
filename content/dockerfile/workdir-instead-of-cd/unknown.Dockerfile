FROM debian:12.8
ARG SOURCE
RUN cd "$SOURCE" && make install
