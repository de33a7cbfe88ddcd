FROM debian:12.8
RUN curl -fsSL https://example.com/install.sh | bash -s -- --yes
