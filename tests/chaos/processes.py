"""The worker and the scheduler as `run` starts them, and what is done to them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress

import psutil
from django.db import connection

from config.processes import Child
from config.worker import beat_process, worker_process
from sources.models import WorkerHeartbeat

STOP_SECONDS = 8.0
START_SECONDS = 90.0


class Worker:
    """A worker with its pool, on the relayed database."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.child = _injurable(worker_process(), environment)

    def start(self) -> None:
        self.child = _injurable(worker_process(), self.environment)
        self.child.start()

    @property
    def pid(self) -> int:
        assert self.child.process is not None
        return self.child.process.pid

    def await_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not WorkerHeartbeat.objects.filter(pid=self.pid).exists():
            assert self.child.is_alive(), "the worker died as it started"
            assert time.monotonic() < deadline, "the worker does not start"
            time.sleep(0.05)

    def pool(self) -> list[psutil.Process]:
        """The processes that do the work."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).children()
        return []

    def kill_pool(self) -> None:
        for member in self.pool():
            with suppress(psutil.NoSuchProcess):
                member.kill()

    def kill(self, *, with_pool: bool) -> None:
        """The main process; its pool with it, or left without a parent."""
        members = self.pool() if with_pool else []
        os.kill(self.pid, signal.SIGKILL)
        for member in members:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        assert self.child.process is not None
        self.child.process.wait()

    def order(self, number: signal.Signals) -> None:
        """Send a signal to the main process and its pool."""
        for pid in [self.pid, *(member.pid for member in self.pool())]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def stop(self) -> None:
        self.child.stop(STOP_SECONDS)


def scheduler(environment: Mapping[str, str]) -> Child:
    """A scheduler, not yet started."""
    return _injurable(beat_process(), environment)


def _injurable(child: Child, environment: Mapping[str, str]) -> Child:
    child.environment = {**child.environment, "DATABASE_URL": os.environ["RELAYED_DATABASE_URL"], **environment}
    return child


def forget_connection() -> None:
    """After the server has gone away: the next query opens a new one."""
    connection.close()
