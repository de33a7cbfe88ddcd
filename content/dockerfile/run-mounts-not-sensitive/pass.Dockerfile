FROM debian:12.8
RUN --mount=type=bind,source=src,target=/src --mount=type=cache,target=/root/.cache make
