FROM debian:12.8
RUN ln -sf /bin/bash /bin/sh
