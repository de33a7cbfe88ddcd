FROM rockylinux:9
RUN dnf install -y --setopt=tsflags=nodocs --nogpgcheck tool
