"""Gunicorn's settings, for `manage.py run` and for the image: `gunicorn --config python:config.gunicorn config.wsgi`.

Read before Django's settings are, so from the environment itself; the defaults are those of config/settings.py.
"""

import gc
import os
from pathlib import Path

from gunicorn import util
from gunicorn.http import wsgi

from config.refusals import write_problem
from config.web_worker import Response, http_date


def keep_apart(server: object) -> None:
    """What is loaded stays: no collection of garbage looks through it in the middle of a request, nor touches its memory."""
    gc.collect()
    gc.freeze()


bind = f"{os.environ.get('BIND') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
worker_class = "config.web_worker.Worker"
workers = int(os.environ.get("WEB_WORKERS") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
# Each worker has a socket of its own, and the kernel deals connections out to them: by a shared one, the worker that happens to
# be quicker takes all connections that are opened at once and keeps them, while the other idles.
reuse_port = True
# The application is loaded once and shared by the workers that are forked from it.
preload_app = True
when_ready = keep_apart
timeout = 60
graceful_timeout = 4
keepalive = 5
loglevel = "warning"
control_socket_disable = True
# As long as gunicorn lets it be.
limit_request_line = 8190
util.write_error = write_problem
util.http_date = http_date
wsgi.Response = Response
# Workers touch a file to say that they live; a disk may make them wait for it.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
