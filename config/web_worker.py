"""The web worker: gunicorn's with threads, which go on with a connection whose client asks on at once; and its answers, which
leave in one piece."""

import select
import socket
import time
from collections import deque
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from gunicorn.http.wsgi import Response as PlainResponse
from gunicorn.workers.gthread import TConn, ThreadWorker

PATIENCE_MS = 2
"""For which a thread that nobody else waits for listens for the client's next request."""


NEW_EACH_TIME = frozenset({"ETag", "X-Request-ID", "Content-Length"})
"""Headers whose values are seldom seen again: to remember them would cost more than to look through them."""


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


class Response(PlainResponse):
    """Its head goes out with the beginning of its body: one after the other, they wake a client twice. Headers that every answer
    has are looked through once."""

    sock: Any

    def process_headers(self, headers: list[tuple[str, str]]) -> None:
        for each in headers:
            if each[0] not in NEW_EACH_TIME and _is_taken_over(*each):
                self.headers.append(each)
            else:
                super().process_headers([each])

    def send_headers(self) -> None:
        if self.headers_sent or not self.response_length or self._omits_body:
            super().send_headers()
            return
        found: socket.socket = self.sock
        self.sock = _MoreToCome(found)
        try:
            super().send_headers()
        finally:
            self.sock = found


def http_date(instant: float | None = None) -> str:
    """As gunicorn's, put together once a second: every answer has it."""
    return _date(int(time.time() if instant is None else instant))


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)


@lru_cache(maxsize=256)
def _is_taken_over(name: str, value: str) -> bool:
    """Whether gunicorn gives a header to the client as it is, and nothing else follows from it. Raises what gunicorn raises."""
    told = SimpleNamespace(headers=[], response_length=None, upgrade=False)
    PlainResponse.process_headers(told, [(name, value)])
    return told.headers == [(name, value)] and told.response_length is None


@dataclass(frozen=True)
class _MoreToCome:
    """A socket whose kernel waits for what follows."""

    sock: socket.socket

    def sendall(self, data: bytes) -> None:
        self.sock.sendall(data, socket.MSG_MORE)
