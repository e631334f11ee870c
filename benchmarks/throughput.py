"""How fast documents come in: `import_documents` with WORKERS processes, against bare reading of the same texts in one process.

The import is the command itself, on a database of its own: accepted, read, recorded, reconciled, published. It is done in
stretches, each on top of those before, and behind each some of its documents are read bare: a machine that is now fast, now slow
is so for both.

`python -m benchmarks.throughput BEGIN END` is the bare reading of these dispatches: it prints its seconds.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.dataset.dispatches import dispatches
from benchmarks.importing import COPY, run

WORKERS = 2
STRETCH = 1_000
"""Documents."""
READ = 200
"""Documents of each stretch that are read bare."""
RATE = """WITH done AS (
    SELECT settled_at FROM sources_delivery WHERE state = 'done'
    AND batch_id = (SELECT id FROM sources_import ORDER BY id DESC LIMIT 1)
), began AS (
    SELECT max(settled_at) AS at FROM (SELECT DISTINCT settled_at FROM done ORDER BY settled_at LIMIT %s) AS first
)
SELECT count(*) FILTER (WHERE settled_at > at) / extract(epoch FROM max(settled_at) - at) FROM done, began GROUP BY at"""
"""From when every worker has settled something until the last does: that a worker must start does not count."""


def stretches(documents: int) -> list[range]:
    """The numbers of the documents of each; the last one takes what is left over, of which a rate would say nothing."""
    begins = range(0, max(documents - STRETCH, 0) + 1, STRETCH)
    return [range(begin, documents if begin == begins[-1] else begin + STRETCH) for begin in begins]


def rates(documents: int) -> Iterator[tuple[range, float, float]]:
    """Of each stretch its documents, and how many a second are imported by WORKERS, and read by one process."""
    from django.db import connection

    with connection.cursor() as cursor, tempfile.TemporaryDirectory() as folder:
        try:
            cursor.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {COPY}")
            run(COPY, "manage.py", "prepare")
            for stretch in stretches(documents):
                file = Path(folder, f"{stretch.start}.jsonl")
                told = islice(dispatches(stretch.stop), stretch.start, None)
                lines = (json.dumps({"id": each.external_id, "text": each.text}) for each in told)
                file.write_text("\n".join(lines), encoding="utf-8")
                run(COPY, "manage.py", "import_documents", str(file), WORKER_CONCURRENCY=str(WORKERS))
                imported = float(run(COPY, "-m", "benchmarks.throughput", "rate"))
                read = stretch[:READ]
                seconds = float(run(COPY, "-m", "benchmarks.throughput", str(read.start), str(read.stop)))
                yield stretch, imported, len(read) / seconds
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")


def rate() -> float:
    """Of the newest import into this process's database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(RATE, [WORKERS])
        return float(cursor.fetchone()[0])


def seconds_of_reading(begin: int, end: int) -> float:
    """Read these dispatches, nothing else."""
    from sources.extraction.reader import read
    from sources.knowledge import gazetteer, model
    from sources.readers import READERS

    known, parser = gazetteer(), model()
    drafts = [READERS["text"](each.text.encode()) for each in islice(dispatches(end), begin, None)]
    began = time.perf_counter()
    for draft in drafts:
        read(draft.text, draft.given, known, parser)
    return time.perf_counter() - began


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(rate() if sys.argv[1] == "rate" else seconds_of_reading(*map(int, sys.argv[1:])))
