FROM debian:12.8
RUN set -eux; \
    curl -fsSL https://example.com/setup | sudo -E bash -
