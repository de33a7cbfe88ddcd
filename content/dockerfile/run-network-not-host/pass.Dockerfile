FROM debian:12.8
RUN --network=none make test
