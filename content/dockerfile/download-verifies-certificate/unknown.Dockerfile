FROM debian:12.8
ARG CURL_OPTIONS
RUN curl $CURL_OPTIONS https://example.com/tool
