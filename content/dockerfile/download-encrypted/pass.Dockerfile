FROM debian:12.8
RUN wget https://example.com/tool.tar.gz && curl -f http://localhost:8080/health
