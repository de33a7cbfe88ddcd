FROM debian:12.8
ONBUILD COPY . /app/
