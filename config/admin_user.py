"""The first user of an installation: `admin`, its password from ADMIN_PASSWORD or made up and kept in DATA_DIR."""

import os
import secrets
from pathlib import Path

from django.contrib.auth import get_user_model

NAME = "admin"


def ensure_admin(data_dir: Path, given: str) -> str | None:
    """Make the user where there is none; a `given` password that differs from the user's becomes it.

    Returns the password if it was made up just now, to be shown once; else None. The file admin-password in `data_dir`
    keeps it, readable by its owner alone.
    """
    users = get_user_model()._default_manager
    user = users.filter(username=NAME).first()
    if user and (not given or user.check_password(given)):
        return None
    password = given or secrets.token_urlsafe(15)
    _keep(data_dir / "admin-password", password)
    if user:
        user.set_password(password)
        user.save(update_fields=["password"])
        return None
    get_user_model().objects.create_superuser(username=NAME, email="", password=password)
    return None if given else password


def _keep(path: Path, password: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{password}\n")
    draft.replace(path)
