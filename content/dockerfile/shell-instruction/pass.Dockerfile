FROM debian:12.8
SHELL ["/bin/bash", "-c"]
RUN ln -sf /opt/tool/bin/tool /usr/local/bin/tool
