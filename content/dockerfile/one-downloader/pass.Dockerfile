FROM debian:12.8 AS fetch
RUN wget https://example.com/a

FROM debian:12.8
RUN curl -O https://example.com/b
