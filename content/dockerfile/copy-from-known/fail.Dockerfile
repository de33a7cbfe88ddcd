FROM golang:1.23 AS build
RUN go build -o /server .

FROM debian:12.8
COPY --from=builder /server /server
