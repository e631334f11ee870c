"""A site on this machine, and the policy that lets it be fetched."""

import socket
from collections.abc import Iterator

import pytest

from sources.fetching import Policy
from tests.sources.fetching.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def policy() -> Policy:
    return Policy(user_agent="Chancery-Tests/1.0", loopback=True)


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every address that a socket is told to connect to."""
    made: list[tuple[str, int]] = []
    connect = socket.socket.connect

    def counted(self: socket.socket, address: tuple[str, int]) -> None:
        made.append(address[:2])
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", counted)
    return made
