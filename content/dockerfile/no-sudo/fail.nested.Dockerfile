FROM debian:12.8
RUN bash -c 'echo hello; sudo -u app id'
