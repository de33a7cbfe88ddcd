FROM debian:12.8
RUN wget https://example.com/data.tar
