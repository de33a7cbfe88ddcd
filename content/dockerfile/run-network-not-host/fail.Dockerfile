FROM debian:12.8
RUN --network=host make test
