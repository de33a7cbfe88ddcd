FROM python:3.12-slim AS worker
CMD ["python", "worker.py"]

FROM python:3.12-slim AS web
CMD ["python", "web.py"]
