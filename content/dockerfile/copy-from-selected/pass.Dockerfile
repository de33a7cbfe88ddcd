FROM golang:1.23 AS build
RUN go build -o /app .
FROM debian:12.8-slim
COPY --from=build /app /usr/local/bin/app
