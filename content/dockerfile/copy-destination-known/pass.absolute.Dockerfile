FROM node:22.11
COPY package.json /app/
