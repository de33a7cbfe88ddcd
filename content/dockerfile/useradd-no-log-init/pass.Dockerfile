FROM debian:12.8
RUN useradd --no-log-init --uid 1000700000 app && useradd -rlu 1000700001 job && useradd -u 10001 web
