"""The Celery worker and its scheduler as processes: `run` starts them; a command that waits for work starts a worker."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from config.heartbeat import worker_running
from config.processes import Child

LOOK_SECONDS = 2.0
STOP_SECONDS = 6.0
"""For tasks that are being worked on; what is cut short is done by the next worker, since the row is the job."""


def worker_process() -> Child:
    """A worker, not yet started. WORKER_CONCURRENCY says how many tasks at once."""
    return Child(
        "worker",
        [
            sys.executable, "-m", "celery", "--app", "config.celery", "--quiet", "worker",
            "--concurrency", str(settings.WORKER_CONCURRENCY), "--hostname", f"chancery-{os.getpid()}@%h",
            "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
    )  # fmt: skip


def beat_process() -> Child:
    """A scheduler, not yet started. Its plan is kept in the database."""
    return Child(
        "scheduler",
        [
            sys.executable, "-m", "celery", "--app", "config.celery", "--quiet", "beat", "--loglevel", "WARNING",
            "--pidfile", "",
        ],
    )  # fmt: skip


class WorkerGuard:
    """Sees to it that some worker lives for as long as a command waits for work to be done."""

    def __init__(self) -> None:
        self.child = worker_process()
        self.looked_at = 0.0

    def check(self) -> None:
        """Call it now and then while waiting: starts a worker of our own where none lives, a dead one anew.

        Raises ProcessGivenUpError when it does not stay up.
        """
        if self.child.is_alive() or time.monotonic() - self.looked_at < LOOK_SECONDS:
            return
        self.looked_at = time.monotonic()
        if not worker_running():
            self.child.keep_up()

    @property
    def is_own(self) -> bool:
        """Whether the worker is one that we started."""
        return self.child.is_alive()


@contextmanager
def ensure_worker() -> Iterator[WorkerGuard]:
    """A living worker within the block: one that runs already, or one of our own, stopped at the end.

    >>> with ensure_worker() as worker:  # doctest: +SKIP
    ...     while pending():
    ...         worker.check()
    """
    guard = WorkerGuard()
    try:
        guard.check()
        yield guard
    finally:
        guard.child.stop(STOP_SECONDS)
