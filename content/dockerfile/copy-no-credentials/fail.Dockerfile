FROM debian:12.8
COPY id_ed25519 /root/.ssh/id_ed25519
