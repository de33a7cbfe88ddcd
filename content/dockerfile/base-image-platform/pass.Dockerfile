FROM --platform=$BUILDPLATFORM golang:1.23 AS build
RUN go build -o /server .

FROM gcr.io/distroless/static:nonroot
COPY --from=build /server /server
