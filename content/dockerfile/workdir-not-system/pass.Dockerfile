FROM debian:12.8
WORKDIR /etc/nginx/conf.d
WORKDIR /usr/lib/app
