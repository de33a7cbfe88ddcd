FROM node:22.11-slim
ARG APP_USER=root
USER ${APP_USER}
CMD ["node", "server.js"]
