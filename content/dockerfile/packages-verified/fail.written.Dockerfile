FROM rockylinux:9.3
RUN printf "[x]\\nbaseurl=https://example.com/x\\ngpgcheck=0\\n" > /etc/yum.repos.d/x.repo
