FROM golang:1.23 AS build-a
RUN go build -o /a ./a

FROM golang:1.23 AS build-b
RUN go build -o /b ./b
