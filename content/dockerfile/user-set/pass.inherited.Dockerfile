FROM debian:12.8-slim AS common
USER 10001

FROM common
ENTRYPOINT ["/usr/local/bin/server"]
