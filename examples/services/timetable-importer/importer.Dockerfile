FROM debian:11
MAINTAINER platform@saltmarsh-ferries.example

RUN apt-get update
RUN apt-get install -y python3 lftp sudo openssh-server
RUN curl -s https://tools.saltmarsh-ferries.example/install.sh | bash
RUN chmod 777 /srv

WORKDIR srv/timetable
ADD import.py import.py
USER root
EXPOSE 22
ENTRYPOINT python3 import.py
