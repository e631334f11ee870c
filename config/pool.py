"""The worker's pool of processes, such that killing one of them leaves the others at work.

Where the broker is the database, Celery's processes wait in turn for one pipe, under a semaphore. One that is killed as it waits
takes the semaphore with it, and no task is worked on any more, while the worker seems to live. A lock of the kernel's own goes
with the process that holds it.
"""

import fcntl
import os
from types import TracebackType
from typing import Any

from celery.concurrency import prefork


class KernelLock:
    """A record lock on a file in memory: held by one process at a time, let go by its death."""

    def __init__(self) -> None:
        self.file = os.memfd_create("chancery-pool")

    def acquire(self) -> bool:
        fcntl.lockf(self.file, fcntl.LOCK_EX)
        return True

    def release(self) -> None:
        fcntl.lockf(self.file, fcntl.LOCK_UN)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


class Pool(prefork.BlockingPool):
    """Celery's pool for brokers that have no event loop."""

    def _setup_queues(self) -> None:
        super()._setup_queues()
        queues: tuple[Any, ...] = (self._inqueue, self._outqueue)
        for queue in queues:
            queue._rlock, queue._wlock = KernelLock(), KernelLock()


class TaskPool(prefork.TaskPool):
    """What CELERY_WORKER_POOL names."""

    BlockingPool = Pool
