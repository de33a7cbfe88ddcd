FROM debian:12.8
COPY --chown=1000 app config/.env /app/
