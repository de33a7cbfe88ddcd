FROM debian:12.8
RUN wget -O- https://example.com/data.tar | tar -x -C /data
