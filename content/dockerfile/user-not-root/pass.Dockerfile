FROM node:22.11-slim
USER root
RUN npm ci
USER node
CMD ["node", "server.js"]
