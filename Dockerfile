# One image for the web server, the worker and the scheduler; compose.yaml shows how they stand together.

FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CHANCERY_ENV=production \
    DATA_DIR=/var/lib/chancery/data \
    BIND=0.0.0.0 \
    PORT=8000
RUN useradd --system --uid 10001 --user-group --home-dir /app --no-create-home --shell /usr/sbin/nologin chancery \
    && install --directory --owner=chancery --group=chancery --mode=0700 /var/lib/chancery/data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py LICENSE ./
COPY config config
COPY events events
COPY sources sources
COPY seeds seeds
COPY docs docs
# The key is for this one command, which demands some key and uses none.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --no-input
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "config.probe", "web"]
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi:application"]
