FROM rockylinux:9
RUN dnf -y install httpd && dnf clean all
