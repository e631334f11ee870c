"""`python -m config.probe web|worker|beat`: whether the process of this container does its work. Exit status 0 or 1.

Does without Django, since it runs every half minute.
"""

import http.client
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from config.databases import libpq_parameters

WORKER = "SELECT count(*) FROM sources_workerheartbeat WHERE hostname = %s AND beat_at > now() - interval '30 s'"
BEAT = "SELECT count(*) FROM django_celery_beat_periodictask WHERE enabled AND last_run_at > now() - interval '5 min'"


def web_answers() -> bool:
    hosts = os.environ.get("ALLOWED_HOSTS", "").replace(",", " ").split()
    host = hosts[0].removeprefix(".") if hosts else "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=5)
    connection.request("GET", "/health/", headers={"Host": host})
    return connection.getresponse().status == 200


def database_says(query: str, *parameters: str) -> bool:
    data_dir = Path(os.environ.get("DATA_DIR") or "var").absolute()
    conninfo = make_conninfo(**libpq_parameters(os.environ.get("DATABASE_URL", ""), data_dir), connect_timeout=5)
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(query.encode(), parameters).fetchone()
    return bool(row and row[0])


def main(arguments: list[str]) -> int:
    """Probe what the one argument names; 2 for anything else."""
    probes: dict[str, Callable[[], bool]] = {
        "web": web_answers,
        "worker": lambda: database_says(WORKER, socket.gethostname()),
        "beat": lambda: database_says(BEAT),
    }
    if len(arguments) != 1 or arguments[0] not in probes:
        print("usage: python -m config.probe web|worker|beat", file=sys.stderr)
        return 2
    try:
        return 0 if probes[arguments[0]]() else 1
    except (OSError, http.client.HTTPException, psycopg.Error) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
