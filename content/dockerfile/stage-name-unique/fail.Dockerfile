FROM golang:1.23 AS build
RUN go build -o /a ./a

FROM golang:1.23 AS Build
RUN go build -o /b ./b
