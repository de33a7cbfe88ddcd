FROM debian:12.8
RUN curl -fsSLo/k https://example.com/k && wget -qO /tool "https://example.com/tool?k=$(date +%s)"
