"""The servers as processes: each in a group of its own, with the same gunicorn settings."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[2]
WORKERS = 2
START_SECONDS = 60.0
STOP_SECONDS = 10.0
LIST = "/api/v1/meetings/"


class Server:
    """A server on a port of its own."""

    def __init__(self, name: str, application: str, environment: dict[str, str]) -> None:
        self.name, self.application, self.port = name, application, _free_port()
        self.environment = os.environ | environment | {
            "BIND": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_WORKERS": str(WORKERS),
            "THROTTLE_READ": "off",
            "LOG_LEVEL": "ERROR",
            "CHANCERY_PROCESS": "web",
        }  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", self.application],
            cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(self.host + LIST, timeout=START_SECONDS) as answer:  # noqa: S310 (our own)
                    answer.read()
                return
            except urllib.error.HTTPError as error:
                raise RuntimeError(f"{self.name} answers {error.code}: {error.read().decode()[:500]}") from error
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} does not start: {error}") from error
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process is None:
            return
        for order in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, order)
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                return

    def processes(self) -> list[psutil.Process]:
        """Its own and those that it started."""
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def memory(self) -> int:
        """Bytes; what its processes share is counted once."""
        return sum(process.memory_full_info().pss for process in self.processes())


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """What the processes have used so far."""
    times = [process.cpu_times() for process in processes if process.is_running()]
    return sum(each.user + each.system for each in times)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
