"""How fast structured rows are upserted, lines of JSON as a snapshot has them (docs/snapshots.md), against a straight COPY.

The rows are some of the set's own. They are taken out and written by COPY, then taken out and upserted as the import does it:
parsed, checked value by value, compared with what is there, references looked up, written. Both go into the tables themselves,
with all their indexes, constraints and triggers, in transactions that are rolled back: one for all that is copied, and, as in an
import, one for each chunk that is upserted. Nothing in them is published: neither way renders anything.
"""

import io
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from psycopg import sql

from events.models.published import PUBLISHED
from events.snapshots.kinds import kinds
from events.snapshots.loading import load
from events.snapshots.rows import Rows
from sources.chunks import LINES

KINDS = ("participation", "statement")
"""The most numerous rows of a record."""
ROWS = 5_000
"""Of each kind."""
TIMES = 3
"""That they are written each way, in turn: once takes a part of a second, and a machine is now fast, now slow."""


class UpsertError(Exception):
    """A row was refused, or is not what it was."""


def speeds() -> tuple[float, float]:
    """Rows a second: upserted, and copied."""
    upserted = copied = rows = 0.0
    for name in KINDS * TIMES:
        kind = kinds()[name]
        taken = list(kind.rows()[:ROWS])
        copied += _seconds(kind, taken, _copying(kind, taken))
        chunks = (taken[start : start + LINES] for start in range(0, len(taken), LINES))
        upserted += sum(_seconds(kind, chunk, _upserting(kind, chunk)) for chunk in chunks)
        rows += len(taken)
    return rows / upserted, rows / copied


def _seconds(kind: Rows, taken: Sequence[Any], write: Callable[[], None]) -> float:
    """What it takes to write these rows where they are not."""
    keys = [row.pk for row in taken]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(sql.Identifier(p._meta.db_table) for p in PUBLISHED)))
        table = sql.Identifier(kind.model._meta.db_table)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(table), [keys])
        cursor.execute("DELETE FROM events_touched")
        began = time.perf_counter()
        write()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the end of a transaction would check
        taken_for = time.perf_counter() - began
        if kind.model._default_manager.filter(pk__in=keys).count() != len(keys):
            raise UpsertError(f"not all rows of the kind {kind.type} are there again")
        transaction.set_rollback(True)
    return taken_for


def _copying(kind: Rows, taken: Sequence[Any]) -> Callable[[], None]:
    table = sql.Identifier(kind.model._meta.db_table)
    columns = sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in kind.fields)
    keys = [row.pk for row in taken]
    content = io.BytesIO()
    with connection.cursor() as cursor:
        chosen = sql.SQL("COPY (SELECT {} FROM {} WHERE id = ANY({})) TO STDOUT").format(columns, table, sql.Literal(keys))
        with cursor.copy(chosen) as copy:
            for block in copy:
                content.write(block)

    def write() -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(content.getvalue())

    return write


def _upserting(kind: Rows, taken: Sequence[Any]) -> Callable[[], None]:
    lines = [(n, json.dumps({"type": kind.type} | kind.line(row)).encode()) for n, row in enumerate(taken)]

    def write() -> None:
        if faults := load(lines):
            raise UpsertError(next(iter(faults.values())))

    return write
