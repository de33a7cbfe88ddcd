FROM debian:12.8
RUN echo 'APT::Install-Recommends "0";' > /etc/apt/apt.conf.d/10no-recommends
RUN apt-get update && apt-get install -y curl
