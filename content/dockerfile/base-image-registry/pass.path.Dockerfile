FROM node:22.11-slim
