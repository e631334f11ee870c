"""Clusters that cannot live in their DATA_DIR: root's, where the unprivileged user cannot enter that folder.

Each lies in a folder of its own under /var/lib/chancery and is named by its DATA_DIR, in the file `location`; its file
`owner` names the DATA_DIR in turn. One whose DATA_DIR was removed or made anew is removed.
"""

import json
import os
import secrets
import shutil
import time
from pathlib import Path

from config.embedded.accounts import Account
from config.embedded.places import EmbeddedServerError, Places

SHELF = Path("/var/lib/chancery")
GRACE = 3600.0
"""Seconds for which a folder without an owner file counts as being made."""


def make_shelf(account: Account | None) -> Path:
    """The folder for what DATA_DIR cannot hold, which the unprivileged user can enter."""
    try:
        SHELF.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(
            f"{SHELF} cannot be created ({error.strerror}); it is needed because the unprivileged user of the database "
            "cannot enter DATA_DIR or .venv. Put both in folders that others may enter, or run as an ordinary user."
        ) from error
    if account is not None and not account.can(lambda: os.chdir(SHELF)):
        raise EmbeddedServerError(
            f"The user {account.name!r}, who runs the database for root, can enter neither DATA_DIR nor {SHELF}: let "
            "others enter one of them (chmod o+x), or run as an ordinary user."
        )
    return SHELF


def place_for(places: Places, account: Account | None) -> Path:
    """A new cluster's folder on the shelf, named by DATA_DIR before it exists so that nobody prunes it."""
    token = secrets.token_hex(8)
    folder = make_shelf(account) / token
    draft = places.location.with_suffix(".new")
    draft.write_text(f"{folder}\n", encoding="utf-8")
    draft.replace(places.location)
    folder.mkdir(mode=0o755)
    owner = {"data_dir": str(places.data_dir), "device": places.data_dir.stat().st_dev}
    (folder / "owner").write_text(json.dumps(owner), encoding="utf-8")
    return folder / "cluster"


def prune(own: Path | None) -> None:
    """Remove the clusters that their DATA_DIR no longer names, but never one of a disk that is only unmounted."""
    if not SHELF.is_dir():
        return
    for folder in SHELF.iterdir():
        if folder.is_dir() and folder != own and not folder.name.startswith("binaries-") and _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    try:
        owner = json.loads((folder / "owner").read_text(encoding="utf-8"))
        data_dir, device = Path(owner["data_dir"]), owner["device"]
    except (OSError, ValueError, KeyError, TypeError):
        return time.time() - folder.stat().st_mtime > GRACE
    try:
        return Places(data_dir).location.read_text(encoding="utf-8").strip() != str(folder)
    except FileNotFoundError:
        nearest = next(parent for parent in (data_dir, *data_dir.parents) if parent.exists())
        return bool(nearest.stat().st_dev == device)
    except OSError:
        return False
