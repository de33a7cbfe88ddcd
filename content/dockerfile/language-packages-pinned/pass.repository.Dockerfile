FROM node:22.11
RUN npm install git+https://example.com/team/tool.git#v1.4.0
