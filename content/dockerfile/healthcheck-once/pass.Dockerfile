FROM nginx:1.27.2
HEALTHCHECK CMD curl -f http://localhost/ && curl -f http://localhost:8080/metrics
