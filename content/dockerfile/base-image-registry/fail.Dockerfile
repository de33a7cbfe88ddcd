FROM somebody/node:22
