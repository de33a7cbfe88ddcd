FROM debian:12.8
RUN echo 'root:changeme' | chpasswd
