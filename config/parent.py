"""Noticing that the `make` which runs us was told to stop.

GNU make passes a SIGTERM on to its children but trusts the terminal to have sent them a SIGINT. One that was sent to make
alone would leave it waiting for us for ever. On the signal, make puts the default handling back before it waits, and that
can be seen from here.
"""

import os
import signal
from pathlib import Path


class Parent:
    """The process that started us, as it was when we looked first."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.is_make = self._name() == "make"
        self.caught = self._catches_interrupt()

    def is_stopping(self) -> bool:
        """Whether it is a make that was interrupted, or that has ended and left us behind."""
        if not self.is_make:
            return False
        return os.getppid() != self.pid or (self.caught and not self._catches_interrupt())

    def _name(self) -> str:
        try:
            return Path(f"/proc/{self.pid}/comm").read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def _catches_interrupt(self) -> bool:
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        mask = next((int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:")), 0)
        return bool(mask >> (signal.SIGINT - 1) & 1)
