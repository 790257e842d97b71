# Salient as an image: docs/deploy.md says what of it was tested. Nothing is fetched when it runs.
# Pin the images to digests that you have checked: --build-arg PYTHON_IMAGE=python@sha256:...
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm
ARG NODE_IMAGE=node:22.20.0-bookworm-slim

FROM ${NODE_IMAGE} AS browser
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /build
COPY requirements.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM ${PYTHON_IMAGE}
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin salient \
 && install -d -o salient -g salient /data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY --from=browser /build/node_modules ./node_modules
COPY .streamlit/config.toml ./.streamlit/config.toml
COPY dashboard.py ./
COPY geo ./geo
COPY ui ./ui
COPY pages ./pages
COPY seeds ./seeds
RUN /opt/venv/bin/python -m compileall -q geo ui pages dashboard.py
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    MALLOC_ARENA_MAX=2 \
    SALIENT_STORE=/data/salient.gpkg \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_SERVER_HEADLESS=true
USER 10001:10001
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://localhost:' + os.environ['STREAMLIT_SERVER_PORT'] + os.environ.get('STREAMLIT_SERVER_BASE_URL_PATH', '') + '/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "dashboard.py", "--server.address", "0.0.0.0"]
