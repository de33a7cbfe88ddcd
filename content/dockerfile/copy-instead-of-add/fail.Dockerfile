FROM debian:12.8
ADD src/ /app/
