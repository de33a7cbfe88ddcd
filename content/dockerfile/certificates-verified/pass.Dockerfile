FROM node:22.11
ENV NODE_TLS_REJECT_UNAUTHORIZED=1
RUN npm config set strict-ssl true && npm ci
