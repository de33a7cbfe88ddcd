FROM debian:12.8
RUN chmod a+rwx /usr/local/bin/server
