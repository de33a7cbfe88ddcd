FROM debian:12.8
RUN useradd -mp '$6$salt$hash' app
