FROM debian:12.8
RUN service nginx start && top -b -n 1
