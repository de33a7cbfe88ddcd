FROM debian:12.8
RUN echo "sudo is not used" && echo done # sudo true
