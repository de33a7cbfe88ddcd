FROM debian:12.8
RUN git clone https://robot:correct-horse@git.example.com/app.git
