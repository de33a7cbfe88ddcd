FROM debian:12.8
RUN useradd -m -p '$6$salt$hash' admin
