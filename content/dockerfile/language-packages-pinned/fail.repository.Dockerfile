FROM python:3.13
RUN pip install --no-cache-dir git+ssh://git@example.com/team/tool.git
