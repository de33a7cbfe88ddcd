FROM node:22.11-slim
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
