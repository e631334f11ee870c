"""Writing the set: rows by COPY with triggers and indexes off, the indexes, and then the published form."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.dataset.bodies import PUBLISHING
from benchmarks.dataset.drawing import Lines, draw, lines
from benchmarks.dataset.rows import BLOCK, COLUMNS, STATEMENT, STATEMENTS, identifier, person_rows
from benchmarks.dataset.world import World, inhabitants
from config.databases import libpq_parameters
from events.models import Country, Organization

VERSION = 2
"""Of the set: to be raised when its rows become others."""
PERSONS = 50_000
PERSONS_A_MEETING = 5
"""Where the set is small, it has no more persons than this for each meeting."""
TOLD_OF = 20
"""How often it is told how many meetings have been written."""
STAMP = "benchmark_set"
PUBLISHED_FROM = 1 << 20
"""Positions of the set: those of the server's very first transactions, of which none has published anything."""
OF_PERSONS = {"events_person", "events_personname", "events_publishedperson"}
"""Tables that hold reference data, too: they are neither emptied nor left without indexes."""
WORK_SETTINGS = {
    "maintenance_work_mem": "1GB",
    "work_mem": "256MB",
    "session_replication_role": "replica",
    "statement_timeout": "0",
}

AFTER_ALL = "ffffffff-ffff-ffff-ffff-ffffffffffff"

Tell = Callable[[str], None]
Cursor = Any
"""Django's or psycopg's."""


def stamped() -> tuple[int, int] | None:
    """Version and number of meetings of the set that is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [STAMP])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(f"SELECT version, meetings FROM {STAMP}")
        version, meetings = cursor.fetchone()
        return int(version), int(meetings)


def number_of_persons(meetings: int) -> int:
    """Of a set of so many meetings."""
    return min(PERSONS, PERSONS_A_MEETING * meetings)


def load(meetings: int, tell: Tell) -> None:
    """Write a set of so many meetings (an even number) into a database that holds the reference data alone."""
    codes = sorted(Country.objects.values_list("code", flat=True))
    slugs = sorted(Organization.objects.values_list("slug", flat=True))
    persons = list(inhabitants(number_of_persons(meetings), codes))
    world = World.of(persons, codes, slugs)
    emptied = [table for table in COLUMNS if table not in OF_PERSONS]
    with connection.cursor() as cursor:
        _set_up(cursor)
        # Rows of a table that was emptied by the same transaction go past the write-ahead log.
        with transaction.atomic(), _defaults(cursor), _without_indexes(cursor, emptied):
            cursor.execute(f"TRUNCATE {', '.join(emptied)} CASCADE")
            _copy(cursor, lines(row for person in persons for row in person_rows(person)))
            for done, drawn in draw(world, meetings):
                _copy(cursor, drawn)
                if done * TOLD_OF // meetings > (done - BLOCK) * TOLD_OF // meetings:
                    tell(f"{done:,} of {meetings:,} meetings")
            tell("indexes")
        _analyze(cursor, COLUMNS)
        first = PUBLISHED_FROM
        for table, statement in PUBLISHING.items():
            tell(f"published form: {table.removeprefix('events_published')}s")
            with _without_indexes(cursor, [] if table in OF_PERSONS else [table]):
                first += _publish(statement, first, meetings)
                tell("indexes")
        _analyze(cursor, PUBLISHING)
        cursor.execute(f"CREATE TABLE {STAMP} AS SELECT {VERSION} AS version, {int(meetings)} AS meetings")
    connection.close()


def _publish(statement: str, first: int, meetings: int) -> int:
    """Run the statement, in parts at once where it takes the ids of a part. Returns how many rows it wrote."""
    if "{since}" not in statement:
        return _run(statement.format(first=first))
    places = range(0, meetings * STATEMENTS + 1, max(1, meetings * STATEMENTS // (os.cpu_count() or 1)))
    ends = [identifier(STATEMENT, place) for place in places[:-1]] + [AFTER_ALL]
    parts = [
        statement.format(first=first + place, since=since, until=until)
        for place, since, until in zip(places, ends, ends[1:], strict=False)
    ]
    with ThreadPoolExecutor(len(parts)) as pool:
        return sum(pool.map(_run, parts))


def _run(statement: str) -> int:
    """On a connection of its own, which ends with it."""
    conninfo = make_conninfo("", **libpq_parameters(settings.DATABASE_URL, settings.DATA_DIR))
    with psycopg.connect(conninfo) as own, own.cursor() as cursor:
        _set_up(cursor)
        cursor.execute(statement)
        return cursor.rowcount


def _set_up(cursor: Cursor) -> None:
    for name, value in WORK_SETTINGS.items():
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])


def _copy(cursor: Cursor, drawn: Lines) -> None:
    for table, text in drawn.items():
        columns = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            copy.write(text)


@contextmanager
def _defaults(cursor: Cursor) -> Iterator[None]:
    """The columns that are not given have their fields' defaults, which Django keeps to itself."""
    altered = []
    for table, given in COLUMNS.items():
        model = next(model for model in apps.get_models() if model._meta.db_table == table)
        for field in model._meta.concrete_fields:
            if field.column not in given.split() and not field.null and not isinstance(field, models.AutoField):
                value = field.get_db_prep_save(field.get_default(), connection)
                names = sql.Identifier(table), sql.Identifier(str(field.column))
                cursor.execute(sql.SQL("ALTER TABLE {} ALTER {} SET DEFAULT {}").format(*names, sql.Literal(value)))
                altered.append(names)
    yield
    for names in altered:
        cursor.execute(sql.SQL("ALTER TABLE {} ALTER {} DROP DEFAULT").format(*names))


@contextmanager
def _without_indexes(cursor: Cursor, tables: Sequence[str]) -> Iterator[None]:
    """Indexes that no constraint rests on are dropped and afterwards built at once."""
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes AS i WHERE i.tablename = ANY(%s) AND i.schemaname = current_schema()"
        " AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexname::regclass)",
        [list(tables)],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _, definition in indexes:
        cursor.execute(definition)


def _analyze(cursor: Cursor, tables: Iterable[str]) -> None:
    """As autovacuum leaves them: counted, with their visibility maps."""
    for table in tables:
        cursor.execute(f"VACUUM ANALYZE {table}")
