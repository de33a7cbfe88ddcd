FROM python:3.13
RUN pipx install poetry
