FROM debian:12.8
RUN wget https://example.com/a
RUN curl -O https://example.com/b
