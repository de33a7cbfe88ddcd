FROM debian:12.8
COPY id_ed25519.pub .env.example /app/
