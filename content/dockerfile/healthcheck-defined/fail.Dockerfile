FROM nginx:1.27.2-alpine
COPY site /usr/share/nginx/html
