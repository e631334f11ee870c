"""What the web server itself answers to a request that never reached the application: a problem+json like all others."""

import json
import socket
from http import HTTPStatus
from uuid import uuid4

from gunicorn import util


def write_problem(sock: socket.socket, status_int: int, reason: str, mesg: str) -> None:
    """In the place of gunicorn's page, with its signature; `mesg` may quote the request, so the status must do."""
    told = HTTPStatus(status_int)
    body = json.dumps(
        {
            "type": "about:blank",
            "title": told.phrase,
            "status": told.value,
            "detail": told.description or "The request cannot be read.",
            "instance": str(uuid4()),
            "errors": [],
        }
    )
    head = f"HTTP/1.1 {told.value} {told.phrase}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
    util.write_nonblock(sock, f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode("latin-1"))
