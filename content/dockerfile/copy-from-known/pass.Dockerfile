FROM golang:1.23 AS build
RUN go build -o /server .

FROM debian:12.8
COPY --from=build /server /server
COPY --from=0 /server /server-again
COPY --from=docker.io/library/busybox:1.37 /bin/busybox /bin/busybox
