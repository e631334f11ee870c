"""Where the suite works: a database and a queue of its own, both behind relays, on the embedded server or on one of this machine.

Nothing here knows Django: what is set up here is what its settings are read from.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from config.databases import libpq_parameters
from config.embedded import session
from tests.chaos.relay import Address, Relay

TMPFS = "768m"
"""Of the folder in which the embedded server lies: what fills it is the suite itself."""


@dataclass(frozen=True)
class Ground:
    """`direct` and `rabbit`: where database and broker are without a relay; `rabbit` is empty where the queue is in the database.

    `on_tmpfs`: whether the server's disk is ours to fill.
    """

    folder: Path
    direct: dict[str, str]
    rabbit: str
    database: Relay
    broker: Relay
    is_embedded: bool
    on_tmpfs: bool

    def connect(self) -> psycopg.Connection:
        """A connection that no relay injures."""
        return psycopg.connect(make_conninfo(**self.direct, connect_timeout=10))

    def postmaster(self) -> int:
        """The process of the embedded server, which its supervisor starts again when it dies."""
        return int(session.read_state(session.Places(self.folder / "var"))["postgres"])


@contextmanager
def ground() -> Iterator[Ground]:
    """The environment variables name the servers: DATABASE_URL, else the embedded one; CELERY_BROKER_URL, else the database."""
    folder = Path(tempfile.mkdtemp(prefix="chancery-chaos-"))
    folder.chmod(0o711)
    mounted = False
    url, rabbit = os.environ.get("DATABASE_URL", ""), os.environ.get("CELERY_BROKER_URL", "")
    relays: list[Relay] = []
    name = ""
    try:
        if url:
            server = libpq_parameters(url, folder)
            name = f"{server['dbname']}_chaos"
            _say(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
            direct = server | {"dbname": name}
        else:
            mounted = _mounted(folder)
            session.acquire(folder / "var", durable=False)
            direct = session.conninfo(folder / "var")
        database = _relayed(folder / "database", direct, relays)
        broker_url = _rabbit(rabbit, relays) if rabbit else _queue(_relayed(folder / "broker", direct, relays))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(folder / "var"),
            "DATABASE_URL": url_of(direct),
            "CELERY_BROKER_URL": broker_url,
            "RELAYED_DATABASE_URL": url_of(database),
        }
        yield Ground(folder, direct, rabbit, relays[0], relays[1], not url, mounted)
    finally:
        for relay in relays:
            relay.close()
        if name:
            _say(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if not url:
            session.remove(folder / "var")
        if mounted:
            subprocess.run(["umount", "--lazy", folder], check=True)
        shutil.rmtree(folder)


def _mounted(folder: Path) -> bool:
    """A disk of our own for root, so that it can be filled."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    options = f"size={TMPFS},mode=0711"
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True).returncode == 0


def _relayed(folder: Path, direct: dict[str, str], relays: list[Relay]) -> dict[str, str]:
    """The parameters of the same database behind a relay."""
    if direct["host"].startswith("/"):
        folder.mkdir()
        far: Address = Path(direct["host"], f".s.PGSQL.{direct['port']}")
        relays.append(Relay(folder / ".s.PGSQL.5432", far))
        return direct | {"host": str(folder), "port": "5432"}
    port = free_port()
    relays.append(Relay(("127.0.0.1", port), (direct["host"], int(direct.get("port", 5432)))))
    return direct | {"host": "127.0.0.1", "port": str(port)}


def _rabbit(url: str, relays: list[Relay]) -> str:
    """The address of the same RabbitMQ behind a relay."""
    parts, port = urlsplit(url), free_port()
    relays.append(Relay(("127.0.0.1", port), (parts.hostname or "127.0.0.1", parts.port or 5672)))
    return parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{port}").geturl()


def _queue(places: dict[str, str]) -> str:
    """The address of the queue in that database."""
    password = f":{quote(places['password'], safe='')}" if places.get("password") else ""
    host = quote(places["host"], safe="")
    return f"pgmq://{quote(places['user'])}{password}@{host}:{places['port']}/{quote(places['dbname'])}"


def _say(server: dict[str, str], *statements: str) -> None:
    with psycopg.connect(make_conninfo(**server), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def url_of(parameters: dict[str, str]) -> str:
    rest = {name: value for name, value in parameters.items() if name != "dbname"}
    return f"postgresql:///{quote(parameters['dbname'])}?{urlencode(rest)}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
