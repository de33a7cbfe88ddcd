FROM alpine:3.20 AS Scratch
RUN apk add --no-cache build-base
