FROM debian:12.8
ARG APP_UID
RUN useradd -u $APP_UID app
