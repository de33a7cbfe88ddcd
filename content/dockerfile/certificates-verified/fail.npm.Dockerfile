FROM node:22.11
RUN npm config set strict-ssl false && npm ci
