"""What publishing costs: the dispatches of seeds/ are imported with it and without, in turn, each time by a fresh process into a
fresh copy of a prepared database.

`python -m benchmarks.importing on` (or `off`) is such a process: it prints its seconds.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

PROJECT = Path(__file__).resolve().parents[1]
DISPATCHES = PROJECT / "seeds" / "dispatches"
PREPARED, COPY = "bench_prepared", "bench_import"
WITH, WITHOUT = "on", "off"


def seconds_of_imports(rounds: int) -> Iterator[tuple[int, str, float]]:
    """Round, WITH or WITHOUT, and seconds."""
    from django.db import connection

    with connection.cursor() as cursor:
        try:
            cursor.execute(f"DROP DATABASE IF EXISTS {PREPARED} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {PREPARED}")
            run(PREPARED, "manage.py", "prepare")
            for number in range(1, rounds + 1):
                for publishing in (WITH, WITHOUT):
                    cursor.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
                    cursor.execute(f"CREATE DATABASE {COPY} TEMPLATE {PREPARED}")
                    yield number, publishing, float(run(COPY, "-m", "benchmarks.importing", publishing))
        finally:
            for name in (COPY, PREPARED):
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def run(database: str, *arguments: str, **environment: str) -> str:
    """Run Python on another database of the same server. Returns what it prints."""
    from django.db import connection

    found = connection.settings_dict
    where = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "password": found["PASSWORD"]}
    address = f"postgresql:///{database}?{urlencode({name: value for name, value in where.items() if value})}"
    command, environment = [sys.executable, *arguments], os.environ | environment | {"DATABASE_URL": address}
    return subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def import_dispatches(publishing: str) -> float:
    """Import all dispatches into the database of this process. Returns the seconds it took, without those of loading spaCy."""
    from events.services import writing
    from sources.acceptance import accept, open_import, packages_of
    from sources.importer import process
    from sources.knowledge import gazetteer, model

    if publishing == WITHOUT:
        writing.publish_touched = lambda **_: False
        _drop_triggers()
    model()("Loaded once, in every worker.")
    gazetteer()
    batch = open_import(origin="benchmark")
    began = time.perf_counter()
    for deliveries in accept(batch=batch, packages=packages_of([DISPATCHES])):
        for delivery in deliveries:
            process(delivery.pk)
    return time.perf_counter() - began


def _drop_triggers() -> None:
    """Those that note what is to be published."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%%\\_touched%%'")
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(import_dispatches(sys.argv[1]))
