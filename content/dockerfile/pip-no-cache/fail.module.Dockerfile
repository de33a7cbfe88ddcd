FROM python:3.12-slim
RUN python -m pip install -r requirements.txt
