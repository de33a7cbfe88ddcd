FROM node:22.11-slim
COPY package.json yarn.lock ./
RUN yarn
