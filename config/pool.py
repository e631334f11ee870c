"""The worker's pool of processes, such that killing one of them leaves the others at work and no task forgotten.

Where the broker is the database, Celery's processes wait in turn for one pipe, under a semaphore. One that is killed as it waits
takes the semaphore with it, and no task is worked on any more, while the worker seems to live. One that is killed when it has
read a task and not yet said so takes the task with it: the worker counts it as being worked on for ever. One that is killed
half way through a message leaves the rest to be read as the next.
"""

import fcntl
import os
import struct
import time
from functools import partial
from types import TracebackType
from typing import Any

from celery.concurrency import prefork

MESSAGE_BYTES = 1 << 16
"""No packet of a pipe is longer."""


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


def whole_message(queue: Any) -> bytes:
    """The next message of a pipe of packets: a short one is read at once or not at all."""
    with queue._rlock:
        packet = os.read(queue._reader.fileno(), MESSAGE_BYTES)
        if not packet:
            raise EOFError
        end = 4 + struct.unpack("!i", packet[:4])[0]
        while len(packet) < end:
            packet += os.read(queue._reader.fileno(), MESSAGE_BYTES)
    return packet[4:]


class Pool(prefork.BlockingPool):
    """Celery's pool for brokers that have no event loop."""

    def _setup_queues(self) -> None:
        super()._setup_queues()
        queues: tuple[Any, ...] = (self._inqueue, self._outqueue)
        for queue in queues:
            queue._rlock, queue._wlock = KernelLock(), KernelLock()
        tasks = queues[0]
        written = tasks._writer.fileno()
        fcntl.fcntl(written, fcntl.F_SETFL, fcntl.fcntl(written, fcntl.F_GETFL) | os.O_DIRECT)
        tasks.get_payload = partial(whole_message, tasks)

    @staticmethod
    def _help_stuff_finish(inqueue: Any, task_handler: Any, _pool: Any) -> None:
        """As billiard's, who reads messages in two parts: of a packet that is read in part the rest is gone, so it would wait."""
        inqueue._rlock.acquire()
        while task_handler.is_alive() and inqueue._reader.poll():
            os.read(inqueue._reader.fileno(), MESSAGE_BYTES)
            time.sleep(0)

    def _join_exited_workers(self, shutdown: bool = False) -> list[int]:
        """A process that is gone may have taken any task that none has accepted; `mark_as_worker_lost` finds out."""
        exits: list[int] = super()._join_exited_workers(shutdown)
        if exits:
            for job in list(self._cache.values()):
                if not job.accepted() and not job.ready():
                    job._worker_lost = job._worker_lost or (time.monotonic(), exits[0])
        return exits

    def mark_as_worker_lost(self, job: Any, exitcode: int) -> None:
        """Called some time after the loss, again until the task is accepted or given up: the broker gives it out anew."""
        if not job.accepted():
            if self._inqueue._reader.poll(0) or self._outqueue._reader.poll(0):
                return  # it may lie there still, or the word of who has accepted it
            job._ack(None, time.monotonic(), None, None)
            self._putlock.release()  # should somebody have it all the same: what is told of it then is not heard any more
        elif {worker.pid for worker in self._pool}.issuperset(job.worker_pids()):
            job._worker_lost = None
            return
        super().mark_as_worker_lost(job, exitcode)


class TaskPool(prefork.TaskPool):
    """What CELERY_WORKER_POOL names."""

    BlockingPool = Pool

    def did_start_ok(self) -> bool:
        """Whether none ended by itself. One that was killed is replaced, as later on; Celery's whole worker would end with it."""
        return all(code < 0 for code in self._pool._join_exited_workers())
