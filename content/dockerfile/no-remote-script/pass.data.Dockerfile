FROM debian:12.8
RUN curl -fsSL https://example.com/data.json | python3 -m json.tool > /data.json
