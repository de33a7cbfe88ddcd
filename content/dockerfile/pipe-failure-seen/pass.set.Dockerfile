FROM debian:12.8
RUN set -euxo pipefail; wget -O- https://example.com/data.tar | tar -x -C /data
