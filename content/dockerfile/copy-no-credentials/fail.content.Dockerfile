FROM debian:12.8
COPY <<EOF /etc/app.conf
backend = postgres://app:correct-horse@db.example.com/app
EOF
