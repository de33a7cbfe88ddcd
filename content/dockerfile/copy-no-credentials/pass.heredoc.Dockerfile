FROM debian:12.8
COPY <<EOF /etc/app.conf
backend = postgres://db.example.com/app
EOF
