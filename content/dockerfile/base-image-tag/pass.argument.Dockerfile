ARG VERSION=22.11
FROM node:${VERSION}-slim AS build

FROM build
