FROM example.com/base/web:4.2
HEALTHCHECK NONE
