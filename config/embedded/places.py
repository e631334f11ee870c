"""Where the files of an embedded server are."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PORT = 5432
"""Only part of the socket's name: no TCP port is opened."""
DATABASE = "chancery"
ROLE = "chancery"


class EmbeddedServerError(Exception):
    """The embedded server cannot be had. The message says why and what to do."""


@dataclass(frozen=True)
class Places:
    """The files of the server that belongs to one DATA_DIR."""

    data_dir: Path

    @property
    def root(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def users_lock(self) -> Path:
        """Held shared by whoever uses the server, exclusively by a supervisor that stops it."""
        return self.root / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Held by the one command that decides whether to spawn a supervisor."""
        return self.root / "start.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor for its life: whether it can be had tells whether one lives, pids do not."""
        return self.root / "supervisor.lock"

    @property
    def state(self) -> Path:
        return self.root / "state.json"

    @property
    def location(self) -> Path:
        """Names the cluster where it cannot live in DATA_DIR itself."""
        return self.root / "location"

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def server_log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def supervisor_log(self) -> Path:
        return self.root / "supervisor.log"

    @property
    def socket_dir(self) -> Path:
        """Always below /tmp and short: a socket's address holds about 100 bytes, and TMPDIR differs between shells."""
        digest = hashlib.sha256(os.fsencode(os.path.realpath(self.data_dir))).hexdigest()[:20]
        return Path("/tmp") / f"chancery-{digest}"  # noqa: S108 (its owner and mode are checked before use)

    def make(self) -> None:
        """Create DATA_DIR and its folder for the server; existing folders keep their modes."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EmbeddedServerError(
                f"{self.root} cannot be created ({error.strerror}): set DATA_DIR to a folder that you may write to."
            ) from error


def read_state(places: Places) -> dict[str, Any]:
    """What the supervisor last said of itself: `status` (starting, ready, stopping, failed) and `message`."""
    try:
        state = json.loads(places.state.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(places: Places, status: str, message: str = "", **facts: Any) -> None:
    draft = places.state.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"status": status, "message": message, **facts}), encoding="utf-8")
    draft.replace(places.state)
