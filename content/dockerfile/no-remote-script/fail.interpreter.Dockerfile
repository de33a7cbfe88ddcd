FROM python:3.13
RUN python3 -c "$(curl -sSL https://example.com/install.py)"
