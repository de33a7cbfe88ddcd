FROM debian:12.8
RUN export GIT_SSL_NO_VERIFY=1 && git clone https://git.example.com/app.git
