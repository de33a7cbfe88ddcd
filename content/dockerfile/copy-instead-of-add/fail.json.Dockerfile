FROM debian:12.8
ADD ["my file.txt", "/app/"]
