FROM python:3.12
RUN python3 -m pip install --trusted-host pypi.example.com requests==2.32.3
