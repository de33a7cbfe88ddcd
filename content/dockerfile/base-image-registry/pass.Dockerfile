FROM registry.example.com/base/node:22
