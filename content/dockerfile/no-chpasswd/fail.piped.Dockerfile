FROM debian:12.8
RUN (echo correct-horse; echo correct-horse) | passwd root
