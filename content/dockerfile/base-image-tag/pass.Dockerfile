FROM debian:12.8-slim
RUN echo hello
