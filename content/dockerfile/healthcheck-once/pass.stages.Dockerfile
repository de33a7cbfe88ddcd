FROM nginx:1.27.2 AS plain
HEALTHCHECK CMD curl -f http://localhost/

FROM plain
HEALTHCHECK CMD curl -f http://localhost/health
