FROM registry.example.com/shop/node:22 AS build
RUN npm ci

FROM build AS test
RUN npm test

FROM node:22.11-slim
COPY --from=build /app /app

FROM scratch
COPY --from=build /app /app
