FROM registry.example.com/shop/node:22
COPY --from=somebody/tools:1 /bin/tool /bin/tool
