"""What commands use: `acquire` gives this process a running server, `release` lets go of it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from config.embedded.locks import FileLock, is_held
from config.embedded.places import DATABASE, PORT, ROLE, EmbeddedServerError, Places, read_state

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 180.0
"""For others to finish their start, and for our own, a long crash recovery included."""
STOP_SECONDS = 30.0
PAUSE = 0.02

_sessions: dict[Path, "Session"] = {}
_spawned: list[subprocess.Popen[bytes]] = []


class Session:
    """This process's use of the server of one DATA_DIR. Forked children share it."""

    def __init__(self, data_dir: Path) -> None:
        self.places = Places(data_dir)
        self.owner = os.getpid()
        self.users: FileLock | None = None

    def open(self, *, durable: bool = True) -> None:
        """Have a server, started if none runs. Raises EmbeddedServerError with the reason and what to do."""
        self.places.make()
        with FileLock(self.places.start_lock) as start:
            start.exclusive(START_SECONDS)
            if self.users is None or not self.users.is_current():
                self.users = FileLock(self.places.users_lock)
                # Waits while a supervisor, unused until now, stops its server.
                self.users.shared(STOP_SECONDS)
            if not is_held(self.places.supervisor_lock):
                self._spawn(durable)
            self._await_ready()

    def _spawn(self, durable: bool) -> None:
        self.places.state.unlink(missing_ok=True)
        command = [sys.executable, "-m", "config.embedded", str(self.places.data_dir)]
        with self.places.supervisor_log.open("ab") as log:
            process = subprocess.Popen(
                command if durable else [*command, "--not-durable"],
                cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        _spawned.append(process)
        deadline = time.monotonic() + START_SECONDS
        while not read_state(self.places) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(PAUSE)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while (state := read_state(self.places)).get("status") != "ready":
            if not is_held(self.places.supervisor_lock):
                message = read_state(self.places).get("message") or f"See {self.places.supervisor_log}."
                raise EmbeddedServerError(f"The embedded PostgreSQL could not be started. {message}")
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"The embedded PostgreSQL is still {state.get('status', 'silent')} after {START_SECONDS:.0f} s; "
                    f"see {self.places.server_log}."
                )
            time.sleep(PAUSE)

    def close(self) -> None:
        """Let go of the server; if we were its last user, wait until it has stopped."""
        if self.users is None:
            return
        self.users.close()  # not unlocked: a forked child may still use the server
        self.users = None
        if self.owner == os.getpid():
            self.await_stop()

    def await_stop(self, timeout: float = STOP_SECONDS) -> bool:
        """Wait until the server has stopped (True) or turns out to have other users (False)."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self.places.users_lock.exists():
            if not is_held(self.places.supervisor_lock):
                break
            if self._has_users():
                return False
            time.sleep(PAUSE)
        return not is_held(self.places.supervisor_lock)

    def _has_users(self) -> bool:
        with FileLock(self.places.users_lock) as lock:
            # Shared to be had and exclusive not: somebody shares it.
            return lock.try_shared() and not lock.try_exclusive()


def acquire(data_dir: Path, *, durable: bool = True) -> None:
    """Give this process, until it ends, the server of `data_dir`. Calling it again checks that the server still lives."""
    session = _sessions.get(data_dir)
    if session is None:
        session = Session(data_dir)
    try:
        session.open(durable=durable)
    except OSError as error:
        raise EmbeddedServerError(
            f"The embedded PostgreSQL cannot use {session.places.root}: {error}. Set DATA_DIR to a folder of your own "
            "with room, or DATABASE_URL to a server of your own."
        ) from error
    except EmbeddedServerError:
        if data_dir not in _sessions:
            session.close()
        raise
    _sessions[data_dir] = session


def release(data_dir: Path) -> None:
    """Let go of the server, which stops if nobody else uses it."""
    session = _sessions.pop(data_dir, None)
    if session is not None:
        session.close()


def release_all() -> None:
    for data_dir in list(_sessions):
        release(data_dir)


def is_running(data_dir: Path) -> bool:
    places = Places(data_dir)
    return is_held(places.supervisor_lock) and read_state(places).get("status") == "ready"


def conninfo(data_dir: Path) -> dict[str, str]:
    """Where the server of `data_dir` is, running or not, as libpq's parameters."""
    return {"host": str(Places(data_dir).socket_dir), "port": str(PORT), "dbname": DATABASE, "user": ROLE}


def remove(data_dir: Path) -> None:
    """Delete DATA_DIR with its cluster, wherever that lies. Refused while others use the server."""
    release(data_dir)
    places = Places(data_dir)
    if places.root.exists() and not Session(data_dir).await_stop():
        raise EmbeddedServerError(f"{data_dir} is in use: its commands must end first.")
    if places.location.exists():
        shutil.rmtree(places.location.read_text(encoding="utf-8").strip(), ignore_errors=True)
    shutil.rmtree(places.socket_dir, ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)
