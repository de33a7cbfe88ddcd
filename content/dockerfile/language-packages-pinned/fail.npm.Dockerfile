FROM node:22.11-slim
RUN npm install -g @angular/cli pnpm@9.14.2
