"""Locks of the kernel on files: they end with the process that holds them, however it ends."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType

from config.embedded.places import EmbeddedServerError

PAUSE = 0.02
"""Seconds between two tries for a lock."""


class FileLock:
    """One open lock file. Forked children share the lock; it ends when the last of them closes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError:
            # Another user's file: the kernel locks what is open for reading, too.
            try:
                self.descriptor = os.open(path, os.O_RDONLY)
            except OSError as error:
                raise EmbeddedServerError(
                    f"{path} may not be opened: this DATA_DIR belongs to another user; set DATA_DIR to one of your own."
                ) from error
        except OSError as error:
            raise EmbeddedServerError(f"{path} cannot be opened ({error.strerror}).") from error

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def shared(self, timeout: float) -> None:
        self._wait(fcntl.LOCK_SH, timeout)

    def exclusive(self, timeout: float) -> None:
        self._wait(fcntl.LOCK_EX, timeout)

    def _wait(self, kind: int, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not self._try(kind):
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"{self.path} has been locked for {timeout:.0f} s: another command on this DATA_DIR hangs while "
                    "it starts or stops the server; end that one."
                )
            time.sleep(PAUSE)

    def wait_exclusive(self) -> None:
        """Wait, however long, until nobody else holds it."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def let_go(self) -> None:
        """Unlock and keep the file open, to be locked again. Only for locks that no fork shares."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def is_current(self) -> bool:
        """Whether the file at this path is still the one that is locked here."""
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return False
        here = os.fstat(self.descriptor)
        return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def is_held(path: Path) -> bool:
    """Whether some process holds the lock at `path` exclusively."""
    if not path.exists():
        return False
    with FileLock(path) as lock:
        return not lock.try_shared()
