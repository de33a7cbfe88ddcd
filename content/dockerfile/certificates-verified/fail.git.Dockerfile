FROM debian:12.8
RUN git -c http.sslVerify=false clone https://git.example.com/app.git
