"""Settings of the tests: the project's own, with a DATA_DIR that lives as long as the run.

pytest-django reads the settings before any conftest.py, so what they depend on is put into the environment here.
"""

import importlib
import os
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
"""Each of pytest's processes has a server, a database and a queue of its own."""
TESTS_DATA_DIR = f"CHANCERY_TESTS_DATA_DIR{WORKER.upper()}"

if TESTS_DATA_DIR not in os.environ:
    folder = Path(tempfile.mkdtemp(prefix="chancery-tests-"))
    # For root: the cluster's unprivileged user passes through it.
    folder.chmod(0o711)
    os.environ[TESTS_DATA_DIR] = str(folder / "var")
    if WORKER and "CELERY_QUEUE" in os.environ:
        os.environ["CELERY_QUEUE"] += f"-{WORKER}"
os.environ["DATA_DIR"] = os.environ[TESTS_DATA_DIR]
os.environ["EMBEDDED_POSTGRES_DURABLE"] = "off"
os.environ["EMBEDDED_POSTGRES_BUFFERS"] = "128MB"
# A test is one transaction and may think for long.
os.environ["IDLE_TRANSACTION_SECONDS"] = "0"
os.environ["CHANCERY_ENV"] = "local"
for name in ("ALLOWED_HOSTS", "DEBUG", "THROTTLE_READ", "THROTTLE_WRITE", "ADMIN_PASSWORD", "SECRET_KEY"):
    os.environ.pop(name, None)

_project = importlib.import_module("config.settings")
globals().update({name: getattr(_project, name) for name in dir(_project) if name.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Fast and weak, which is what tests want."""
