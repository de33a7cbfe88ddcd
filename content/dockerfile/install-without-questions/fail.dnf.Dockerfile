FROM rockylinux:9
RUN dnf install httpd && dnf clean all
