"""Settings of the tests: the project's own, with a DATA_DIR that lives as long as the run.

pytest-django reads the settings before any conftest.py, so what they depend on is put into the environment here.
"""

import importlib
import os
import tempfile
from pathlib import Path

TESTS_DATA_DIR = "CHANCERY_TESTS_DATA_DIR"

if TESTS_DATA_DIR not in os.environ:
    folder = Path(tempfile.mkdtemp(prefix="chancery-tests-"))
    # For root: the cluster's unprivileged user passes through it.
    folder.chmod(0o711)
    os.environ[TESTS_DATA_DIR] = str(folder / "var")
os.environ["DATA_DIR"] = os.environ[TESTS_DATA_DIR]
os.environ["EMBEDDED_POSTGRES_DURABLE"] = "off"
os.environ["CHANCERY_ENV"] = "local"
for name in ("ALLOWED_HOSTS", "DEBUG", "THROTTLE_READ", "THROTTLE_WRITE", "ADMIN_PASSWORD", "SECRET_KEY"):
    os.environ.pop(name, None)

_project = importlib.import_module("config.settings")
globals().update({name: getattr(_project, name) for name in dir(_project) if name.isupper()})

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""Fast and weak, which is what tests want."""
