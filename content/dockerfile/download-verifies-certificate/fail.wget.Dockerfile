FROM debian:12.8
RUN wget --no-check-certificate -qO /tool https://example.com/tool
