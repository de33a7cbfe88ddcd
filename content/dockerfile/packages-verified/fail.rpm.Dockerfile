FROM rockylinux:9
RUN rpm -ivh --nosignature https://example.com/tool.rpm
