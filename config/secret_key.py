"""The secret key: from the environment, or, outside production, generated once and kept in DATA_DIR."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LEAST_LENGTH = 50
FORBIDDEN = ("django-insecure", "changeme", "change-me", "secret-key", "example")


def check_strength(key: str) -> None:
    """Raise ImproperlyConfigured on a key that was not generated."""
    weak = len(key) < LEAST_LENGTH or len(set(key)) < 10 or any(word in key.lower() for word in FORBIDDEN)
    if weak:
        raise ImproperlyConfigured(
            f"SECRET_KEY is absent or weak: set it to at least {LEAST_LENGTH} random characters, for instance from "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )


def kept_key(data_dir: Path) -> str:
    """The key in DATA_DIR/secret-key, made at the first call; two first calls at once agree."""
    path = data_dir / "secret-key"
    draft = data_dir / f".secret-key.{os.getpid()}"
    try:
        if not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(64))
            with suppress(FileExistsError):  # another process was first
                os.link(draft, path)
            draft.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"No secret key can be kept in {path} ({error.strerror}): set DATA_DIR to a folder of your own, or SECRET_KEY."
        ) from error
