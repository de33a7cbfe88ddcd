FROM debian:12.8 AS build
RUN make site.tar.gz
FROM debian:12.8
COPY --from=build /site.tar.gz /tmp/
RUN tar -xf /tmp/site.tar.gz -C /srv
