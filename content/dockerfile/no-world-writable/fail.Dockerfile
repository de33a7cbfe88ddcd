FROM debian:12.8
RUN mkdir /data && chmod -R 777 /data
