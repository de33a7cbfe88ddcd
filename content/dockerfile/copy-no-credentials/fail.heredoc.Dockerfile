FROM debian:12.8
COPY <<EOF /root/.netrc
machine git.example.com login robot password correct-horse
EOF
