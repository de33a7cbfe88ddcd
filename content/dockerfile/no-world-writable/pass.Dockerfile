FROM debian:12.8
COPY --chmod=644 config.yaml /etc/app/
RUN chmod 1777 /var/cache/app && chmod +x /usr/local/bin/server && chmod u=rwX,go=rX -R /srv
