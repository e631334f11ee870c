"""Gunicorn's settings, for `manage.py run` and for the image: `gunicorn --config python:config.gunicorn config.wsgi`.

Read before Django's settings are, so from the environment itself; the defaults are those of config/settings.py.
"""

import os
from pathlib import Path

bind = f"{os.environ.get('BIND') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
# The application is loaded once and shared by the workers that are forked from it.
preload_app = True
timeout = 60
graceful_timeout = 4
keepalive = 5
loglevel = "warning"
control_socket_disable = True
# Workers touch a file to say that they live; a disk may make them wait for it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
