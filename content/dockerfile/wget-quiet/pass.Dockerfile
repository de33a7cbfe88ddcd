FROM debian:12.8
RUN wget -nv https://example.com/a && wget -qO- https://example.com/b && wget --progress=dot:giga https://example.com/c && curl -O https://example.com/d
