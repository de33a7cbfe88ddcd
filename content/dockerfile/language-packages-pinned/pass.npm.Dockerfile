FROM node:22.11-slim
RUN npm install -g @angular/cli@19.0.1 && npm install
