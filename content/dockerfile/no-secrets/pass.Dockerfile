FROM debian:12.8
ENV DB_PASSWORD_FILE=/run/secrets/db TOKEN_URL=https://login.example.com/token SSH_PUBLIC_KEY=ssh-ed25519
ARG VERSION=1.2
RUN --mount=type=secret,id=npm NPM_TOKEN="$(cat /run/secrets/npm)" npm ci
