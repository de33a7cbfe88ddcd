FROM debian:12.8
ENV DB_PASS=correct-horse BYPASS=1
