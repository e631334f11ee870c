"""Processes that a command starts and answers for: they end with it, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from django.conf import settings

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
RESTARTS = 5
RESTART_SECONDS = 60.0
"""A process that dies more than RESTARTS times within this time is given up."""


class ProcessGivenUpError(Exception):
    """A process does not stay up. The message names it and its last exit status."""


class Child:
    """One process in a session of its own, so that a Ctrl-C reaches us alone and we decide the order.

    Must be started from the main thread: the kernel's notice of our death is bound to the thread that started it.
    """

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.command = list(command)
        self.environment = os.environ | dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths: list[float] = []

    def start(self) -> None:
        parent = os.getpid()

        def end_with_parent() -> None:
            # A shell's background job hands down SIGINT ignored.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            if sys.platform == "linux":
                LIBC.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM))
                if os.getppid() != parent:
                    os._exit(1)

        self.process = subprocess.Popen(
            self.command, env=self.environment, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=end_with_parent,
        )  # fmt: skip

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_up(self) -> bool:
        """Start it again if it died; True if it had. Raises ProcessGivenUpError when that happens again and again."""
        if self.is_alive():
            return False
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < RESTART_SECONDS] + [now]
        if len(self.deaths) > RESTARTS:
            status = self.process.returncode if self.process else None
            raise ProcessGivenUpError(
                f"the {self.name} died {len(self.deaths)} times within {RESTART_SECONDS:.0f} s, at last with {status}"
            )
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self.process and self.is_alive():
            self.process.terminate()

    def stop(self, patience: float) -> None:
        """SIGTERM, after `patience` seconds SIGQUIT, and then SIGKILL for it and what it started."""
        self.ask_to_stop()
        if self.process is None:
            return
        for order, seconds in ((signal.SIGQUIT, patience), (signal.SIGKILL, 2.0)):
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._signal_group(order)
        self._signal_group(signal.SIGKILL)
        self.process.wait()

    def _signal_group(self, order: signal.Signals) -> None:
        if self.process:
            try:
                os.killpg(self.process.pid, order)
            except (ProcessLookupError, PermissionError):
                return
