"""A site on the loopback interface: paths and what each answers. It counts what it is asked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Handler = BaseHTTPRequestHandler


@dataclass
class Site:
    """`pages` may be changed while it runs: a body, or a function that answers by itself."""

    root: str
    pages: dict[str, bytes | Callable[[Handler], None]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)  # (path, status answered)

    def url(self, path: str) -> str:
        return self.root + path

    def statuses(self, path: str) -> list[int]:
        """What was answered to each request for the path."""
        return [status for asked, status in self.asked if asked == path]


@contextmanager
def serving() -> Iterator[Site]:
    """A site that runs within the block."""
    site = Site("")

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = site.pages.get(self.path)
            if callable(page):
                site.asked.append((self.path, 0))
                with suppress(OSError):  # the client has gone, as it should
                    page(self)
                self.close_connection = True
                return
            status, body = (404, b"") if page is None else (200, page)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            site.asked.append((self.path, status))
            self.send_response(status)
            if status != 404:
                self.send_header("ETag", etag)
            self.send_header("Content-Type", site.types.get(self.path, "text/html; charset=utf-8"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    site.root = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sends(raw: bytes) -> Callable[[Handler], None]:
    """A page that sends these very bytes, status line and all."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(raw)

    return answer


def redirects(to: str, status: int = 302) -> Callable[[Handler], None]:
    return sends(f"HTTP/1.1 {status} Elsewhere\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())
