FROM node:22.11-slim
USER 0:1000
CMD ["node", "server.js"]
