FROM debian:12.8-slim
