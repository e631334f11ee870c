"""A connection to the very address that was checked, and one exchange over it, under a deadline for the whole."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache

import h11

from sources.fetching.addresses import IP, Target
from sources.fetching.errors import BadAnswer, TooLarge, TooSlow, Unreachable

CHUNK = 65_536  # bytes a read
LONGEST_HEAD = 65_536  # bytes of status line and headers
TRIED = 3  # addresses of a host


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the whole must be done, by a clock that nobody sets."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def left(self, most: float = float("inf")) -> float:
        """Seconds that the next step may take. `TooSlow` where none are left."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TooSlow("it took longer than the whole may take")
        return min(left, most)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that one step may take."""

    connect: float = 10.0
    read: float = 20.0


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@contextmanager
def connected(target: Target, addresses: list[IP], deadline: Deadline, patience: Patience) -> Iterator[socket.socket]:
    """A connection to the first of the addresses that takes it, under TLS for https: the certificate must be the host's."""
    with closing(_connect(target, addresses, deadline, patience)) as plain:
        if target.scheme != "https":
            yield plain
            return
        plain.settimeout(deadline.left(patience.connect))
        try:
            secured = _tls().wrap_socket(plain, server_hostname=target.host)
        except TimeoutError as error:
            raise TooSlow("the TLS handshake took too long") from error
        except OSError as error:
            told = getattr(error, "verify_message", "") or error.strerror or error
            raise Unreachable(f"no TLS with {target.host}: {told}") from error
        with closing(secured):
            yield secured


def _connect(target: Target, addresses: list[IP], deadline: Deadline, patience: Patience) -> socket.socket:
    fault: OSError | None = None
    for ip in addresses[:TRIED]:
        plain = socket.socket(socket.AF_INET if ip.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
        try:
            plain.settimeout(deadline.left(patience.connect))
            plain.connect((str(ip), target.port))
        except OSError as error:
            plain.close()
            fault = error
        except BaseException:
            plain.close()
            raise
        else:
            return plain
    if isinstance(fault, TimeoutError):
        raise TooSlow(f"{target.host} did not take the connection in time")
    raise Unreachable(f"{target.host} does not take the connection: {fault.strerror if fault else 'it has no address'}")


class Exchange:
    """One GET. `head` is there at once; `body()` gives the bytes as they come, no more than `most` of them."""

    def __init__(
        self, opened: socket.socket, target: Target, headers: dict[str, str], deadline: Deadline, patience: Patience
    ) -> None:
        self._socket, self._deadline, self._patience = opened, deadline, patience
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        sent = {"Host": target.authority} | headers | {"Connection": "close"}
        lines = [(name.encode("ascii"), value.encode("latin-1")) for name, value in sent.items()]
        self._received = 0
        request = self._http.send(h11.Request(method="GET", target=target.path, headers=lines))
        self._send((request or b"") + (self._http.send(h11.EndOfMessage()) or b""))
        self.head = self._head()

    def header(self, name: str) -> str | None:
        """A header of the answer, its repetitions joined; what is no ASCII shows as Latin-1."""
        found = [value for key, value in self.head.headers if key == name.lower().encode()]
        return b", ".join(found).decode("latin-1") if found else None

    @property
    def announced(self) -> int:
        """The bytes of the body, as the host announces them; 0 where it does not."""
        length = self.header("Content-Length") or ""
        return int(length) if length.isdecimal() else 0

    def body(self, most: int) -> Iterator[bytes]:
        """The body before decompression. `TooLarge` once `most` bytes of it are given and there are more."""
        got = 0
        while True:
            event = self._next(most + LONGEST_HEAD)
            if isinstance(event, h11.Data):
                yield bytes(event.data[: most - got])
                got += len(event.data)
                if got > most:
                    raise TooLarge(f"more than {most:,} bytes")
            elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                return

    def _head(self) -> h11.Response:
        while True:
            event = self._next(2 * LONGEST_HEAD)
            if isinstance(event, h11.Response):
                return event
            if isinstance(event, h11.ConnectionClosed):
                raise Unreachable("the host closed the connection without an answer")

    def _next(self, most: int) -> h11.Event:
        """The next event; `most` bytes of the connection are read for it and all before."""
        while True:
            try:
                event = self._http.next_event()
                if event is not h11.NEED_DATA:
                    if isinstance(event, type):  # PAUSED: the other protocol that nobody asked for
                        raise BadAnswer("the host wants another protocol")
                    return event
                if self._received > 2 * most:  # chunk headers may be as long as chunks, no longer
                    raise TooLarge(f"more than {most:,} bytes")
                self._http.receive_data(self._read())
            except h11.RemoteProtocolError as error:
                if self._http.trailing_data[1]:  # what came was in order as far as it went: a fault of the moment
                    raise Unreachable(f"the host closed the connection within its answer: {error}") from error
                raise BadAnswer(f"not HTTP as it should be: {error}") from error

    def _read(self) -> bytes:
        self._socket.settimeout(self._deadline.left(self._patience.read))
        try:
            data = self._socket.recv(CHUNK)
        except TimeoutError as error:
            self._deadline.left()
            raise TooSlow(f"nothing came for {self._patience.read:g} seconds") from error
        except OSError as error:
            raise Unreachable(f"the connection broke: {error.strerror or error}") from error
        self._received += len(data)
        return data

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.left(self._patience.read))
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise TooSlow("the host does not take the request") from error
        except OSError as error:
            raise Unreachable(f"the connection broke: {error.strerror or error}") from error
