FROM debian:12.8
ENV CURL_OPTIONS="--silent --insecure"
RUN curl $CURL_OPTIONS https://example.com/tool
