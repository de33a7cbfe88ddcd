FROM debian:12.8 AS build
RUN apt-get update && apt-get install -y build-essential

FROM debian:12.8
COPY --from=build /usr/bin/tool /usr/bin/tool
