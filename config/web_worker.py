"""The web worker: gunicorn's with threads, which go on with a connection whose client asks on at once."""

import select
from collections import deque
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

PATIENCE_MS = 2
"""For which a thread that nobody else waits for listens for the client's next request."""


class Worker(ThreadWorker):
    """gunicorn hands a connection back to its main thread after each answer, which hands it to a thread again when there is
    something to read: four system calls and two changes of threads, a fifth of what a short answer costs. Here that is done where
    the client takes its time, or where another connection waits for a thread."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: deque[TConn] = deque()
        """Connections that have something to read and no thread yet; its methods are atomic."""

    def enqueue_req(self, conn: TConn) -> None:
        self.waiting.append(conn)
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        self.waiting.popleft()
        result = super().handle(conn)
        while result is True and self.asks_on(conn):
            result = super().handle(conn)
        return result

    def asks_on(self, conn: TConn) -> bool:
        """Whether the next request is there, or comes soon, and nobody else waits for this thread."""
        if self.waiting or not self.alive or conn.is_http2:
            return False
        if conn.parser.unreader.buf.getvalue():
            return True
        soon = select.poll()
        soon.register(conn.sock, select.POLLIN)
        return bool(soon.poll(PATIENCE_MS)) and not self.waiting
