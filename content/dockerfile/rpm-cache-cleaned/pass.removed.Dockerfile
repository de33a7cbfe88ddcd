FROM registry.access.redhat.com/ubi9-minimal:9.5
RUN microdnf install -y httpd && rm -rf /var/cache/yum
