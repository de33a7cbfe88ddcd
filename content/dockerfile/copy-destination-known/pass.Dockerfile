FROM node:22.11
WORKDIR /app
COPY package.json .
