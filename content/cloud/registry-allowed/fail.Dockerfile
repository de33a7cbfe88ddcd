FROM somebody/node:22
RUN node --version
