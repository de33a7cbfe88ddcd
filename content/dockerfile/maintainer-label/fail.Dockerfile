FROM debian:12.8
MAINTAINER Jane Doe <jane@example.com>
