FROM node:22.11-slim
ENTRYPOINT exec node server.js "$MODE"
