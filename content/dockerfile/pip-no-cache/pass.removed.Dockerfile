FROM python:3.13
RUN pip install flask==3.1.0 && rm -rf /root/.cache/pip
