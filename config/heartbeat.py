"""Workers say every two seconds, by the database's clock, that they live; the broker could not be asked."""

import logging
import os
import socket
import threading
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

BEAT_SECONDS = 2.0
ALIVE_SECONDS = 12.0
"""A worker silent for so long counts as dead."""
FORGET = timedelta(days=1)

logger = logging.getLogger(__name__)


class Heartbeat:
    """The thread in a worker's main process that keeps its row fresh."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None
        self.name = ""

    def start(self, name: str) -> None:
        self.name = f"{name}/{os.getpid()}"[:200]
        self.stopping.clear()
        self.thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Sign off: the row goes with the worker."""
        self.stopping.set()
        if self.thread:
            self.thread.join(timeout=5)

    def _run(self) -> None:
        try:
            while True:
                self._try(self._beat)
                if self.stopping.wait(BEAT_SECONDS):
                    break
            self._try(self._sign_off)
        finally:
            connection.close()

    def _try(self, act: "object") -> None:
        try:
            act()  # type: ignore[operator]
        except DatabaseError as error:  # the next beat opens a new connection
            logger.warning("no heartbeat: %s", str(error).strip())
            connection.close()

    def _beat(self) -> None:
        from sources.models import WorkerHeartbeat

        facts = {"hostname": socket.gethostname(), "pid": os.getpid(), "beat_at": Now()}
        with transaction.atomic():
            WorkerHeartbeat.objects.update_or_create(
                name=self.name, defaults=facts, create_defaults=facts | {"started_at": Now()}
            )
            WorkerHeartbeat.objects.filter(beat_at__lt=Now() - FORGET).delete()

    def _sign_off(self) -> None:
        from sources.models import WorkerHeartbeat

        WorkerHeartbeat.objects.filter(name=self.name).delete()


HEARTBEAT = Heartbeat()


def worker_running() -> bool:
    """Whether some worker lives: its last beat is fresh, and its process, if it is of this machine, exists."""
    from sources.models import WorkerHeartbeat

    fresh = WorkerHeartbeat.objects.filter(beat_at__gt=Now() - timedelta(seconds=ALIVE_SECONDS))
    here = socket.gethostname()
    return any(hostname != here or _exists(pid) for hostname, pid in fresh.values_list("hostname", "pid"))


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
