FROM rockylinux:9
RUN yum-config-manager --save --setopt=internal.sslverify=false
