FROM debian:12.8
RUN sh -c "$(wget -qO- https://example.com/install.sh)"
