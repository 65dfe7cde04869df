# Pincite in a container; docs/deployment.md tells how to build and run it.

FROM python:3.11-slim AS run
WORKDIR /app
COPY requirements-core.txt requirements.txt constraints.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements-core.txt
COPY . .
RUN mkdir -p /data/reports
RUN useradd --system --uid 10001 --no-create-home pincite && chown -R pincite /data
USER pincite
VOLUME /data
ENV PINCITE_CORPUS=/data/reports \
    PINCITE_INDEX=/data/index \
    PINCITE_JOB_FOLDER=/data/jobs \
    PINCITE_CACHE=/data/cache \
    PINCITE_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --start-period=5m CMD ["/opt/venv/bin/python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["sh", "-c", \
    "/opt/venv/bin/python build_index.py && exec /opt/venv/bin/python -m service serve"]
