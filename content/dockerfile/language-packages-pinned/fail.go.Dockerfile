FROM golang:1.23
RUN go install example.com/tool@latest
