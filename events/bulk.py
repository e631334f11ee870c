"""Many rows of one table, written by one statement that says the same for any number of them, so that it is planned once.

Django's own bulk writing makes another statement for each number of rows, with a parameter for each value.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from psycopg import sql

from events.search import CONFIG

WORDS = ""  # under which a row tells what its `search` column holds; no column is called so


def insert_rows(rows: Sequence[models.Model], words: Mapping[Any, str] | None = None) -> None:
    """Write new rows. `words` (events.search.words) is what the `search` column of some of them holds, by primary key."""
    if not rows:
        return
    statement, columns = _insertion(type(rows[0]))
    told = [_told(row, columns) for row in rows]
    if words:
        told = [one | {WORDS: words.get(row.pk)} for one, row in zip(told, rows, strict=True)]
    _execute(statement, told)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def write_columns(rows: Sequence[models.Model], names: Collection[str]) -> None:
    """Write these fields of rows that are there."""
    if not rows:
        return
    statement, columns = _change(type(rows[0]), tuple(sorted(names)))
    _execute(statement, [_told(row, columns) for row in rows])


Columns = tuple[tuple[str, ...], Callable[[models.Model], tuple[Any, ...]]]
"""Their names, and what gets their values from a row."""


def _columns(fields: Iterable[Any]) -> Columns:
    found = [(str(field.column), field.attname) for field in fields]
    return tuple(name for name, _ in found), attrgetter(*(attribute for _, attribute in found))


def _told(row: models.Model, columns: Columns) -> dict[str, Any]:
    names, values = columns
    return dict(zip(names, values(row), strict=True))


@cache
def _insertion(model: type[models.Model]) -> tuple[sql.Composed, Columns]:
    about = model._meta
    # Numbers that the database gives, and vectors, are not told.
    columns = _columns(f for f in about.concrete_fields if not isinstance(f, SearchVectorField | models.AutoField))
    targets = [sql.Identifier(name) for name in columns[0]]
    values: list[sql.Composable] = [sql.SQL("n.{}").format(target) for target in targets]
    for field in about.concrete_fields:
        if isinstance(field, SearchVectorField):
            targets.append(sql.Identifier(str(field.column)))
            values.append(sql.SQL("to_tsvector({}, e ->> {})").format(sql.Literal(CONFIG), sql.Literal(WORDS)))
    statement = sql.SQL(
        "INSERT INTO {table} ({targets}) SELECT {values}"
        " FROM jsonb_array_elements(%s::jsonb) AS e, jsonb_populate_record(NULL::{table}, e) AS n"
    ).format(
        table=sql.Identifier(about.db_table), targets=sql.SQL(", ").join(targets), values=sql.SQL(", ").join(values)
    )
    return statement, columns


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[sql.Composed, Columns]:
    about = model._meta
    key, *fields = (field for field in about.concrete_fields if field.primary_key or field.name in names)
    assert key.primary_key, "the key comes first"
    statement = sql.SQL(
        "UPDATE {table} AS t SET {values} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS n WHERE t.{key} = n.{key}"
    ).format(
        table=sql.Identifier(about.db_table),
        key=sql.Identifier(str(key.column)),
        values=sql.SQL(", ").join(sql.SQL("{0} = n.{0}").format(sql.Identifier(str(field.column))) for field in fields),
    )
    return statement, _columns((key, *fields))


def _execute(statement: sql.Composed, told: list[dict[str, Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(told, default=_text)])


def _text(value: Any) -> str:
    """As PostgreSQL reads it."""
    return f"\\x{value.hex()}" if isinstance(value, bytes | memoryview) else str(value)
