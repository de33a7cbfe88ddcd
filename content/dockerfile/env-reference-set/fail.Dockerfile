FROM debian:12.8
ENV APP_HOME=/srv/app APP_CONFIG=${APP_HOME}/config
