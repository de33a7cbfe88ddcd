FROM node:22.11-slim
USER node
RUN npm ci
USER root
CMD ["node", "server.js"]
