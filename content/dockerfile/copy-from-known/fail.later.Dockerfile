FROM debian:12.8
COPY --from=assets /site /site

FROM node:22.11 AS assets
RUN npm run build
