FROM node:22.11-slim
CMD node server.js
