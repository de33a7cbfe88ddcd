FROM debian:12.8
LABEL org.opencontainers.image.source="https://git.example.com/team/app" \
      org.opencontainers.image.authors="team@example.com"
