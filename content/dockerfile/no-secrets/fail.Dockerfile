FROM debian:12.8
ENV DB_HOST=db.example.com DB_PASSWORD=correct-horse
