FROM node:22.11-slim
ARG APP_USER
USER $APP_USER
CMD ["node", "server.js"]
