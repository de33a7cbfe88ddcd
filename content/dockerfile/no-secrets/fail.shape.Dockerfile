FROM debian:12.8
ENV BACKEND="postgres://app:correct-horse@db.example.com/app"
