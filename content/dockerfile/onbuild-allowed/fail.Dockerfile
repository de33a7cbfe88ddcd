FROM debian:12.8
ONBUILD MAINTAINER Jane Doe <jane@example.com>
