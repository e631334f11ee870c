"""How fast documents come in: `import_documents` with WORKERS processes, against bare reading of the same texts in one process.

The import is the command itself, on a database of its own: accepted, read, recorded, reconciled, published. Its rate is that
between the first and the last delivery that is settled, so that the start of a worker does not count.

`python -m benchmarks.throughput NUMBER` is the bare reading of so many: it prints its seconds.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.dataset.dispatches import dispatches
from benchmarks.importing import COPY, run

WORKERS = 2
MOST_READ = 1_000
"""Documents that are read bare: their rate is that of all."""
RATE = """SELECT count(*) FILTER (WHERE settled_at > first) / extract(epoch FROM max(settled_at) - min(first))
FROM (SELECT settled_at, min(settled_at) OVER () AS first FROM sources_delivery WHERE state = 'done') AS done"""


def rates(documents: int) -> tuple[float, float]:
    """Documents a second: imported by WORKERS, and read by one process."""
    from django.db import connection

    with connection.cursor() as cursor, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dispatches.jsonl")
        lines = (json.dumps({"id": each.external_id, "text": each.text}) for each in dispatches(documents))
        file.write_text("\n".join(lines), encoding="utf-8")
        try:
            cursor.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {COPY}")
            run(COPY, "manage.py", "prepare")
            run(COPY, "manage.py", "import_documents", str(file), WORKER_CONCURRENCY=str(WORKERS))
            imported = float(run(COPY, "-m", "benchmarks.throughput", "rate"))
            read = min(documents, MOST_READ)
            return imported, read / float(run(COPY, "-m", "benchmarks.throughput", str(read)))
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")


def rate() -> float:
    """Of the import that this process's database holds."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(RATE)
        return float(cursor.fetchone()[0])


def seconds_of_reading(number: int) -> float:
    """Read so many dispatches, nothing else."""
    from sources.extraction.reader import read
    from sources.knowledge import gazetteer, model
    from sources.readers import READERS

    known, parser = gazetteer(), model()
    drafts = [READERS["text"](each.text.encode()) for each in dispatches(number)]
    began = time.perf_counter()
    for draft in drafts:
        read(draft.text, draft.given, known, parser)
    return time.perf_counter() - began


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(rate() if sys.argv[1] == "rate" else seconds_of_reading(int(sys.argv[1])))
