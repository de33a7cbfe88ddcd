FROM scratch
COPY server /server
