FROM debian:12.8
ENTRYPOINT ["/drop-privileges"]
ENTRYPOINT ["/server"]
