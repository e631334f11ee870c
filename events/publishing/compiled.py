"""Queries that go past Django's objects: rows come as tuples, texts among them as bytes, which go out as they are.

Those that are asked all the time are compiled once. Django compiles a query each time that it is asked, which costs more than
PostgreSQL takes to answer these.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

Rows = list[tuple[Any, ...]]

PLACES: tuple[dict[type, Any], ...] = (
    {UUID: UUID(int=1), str: "\x01", int: -1, date: date(1, 2, 3), datetime: datetime(1, 2, 3, tzinfo=UTC)},
    {UUID: UUID(int=2), str: "\x02", int: -2, date: date(1, 2, 4), datetime: datetime(1, 2, 4, tzinfo=UTC)},
    {str: "\x03"},
    {list: ["\x04"]},
)
"""By type, what stands in a queryset in the place of the first, the second value, and so on."""


class Compiled:
    """The SQL of a queryset of tuples, in which PLACES stand for the values to come."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.sql, parameters = rows.query.sql_with_params()
        self.parameters = list(parameters)
        self.places = [(i, n, p) for i, p in enumerate(self.parameters) for n, by in enumerate(PLACES) if p in by.values()]

    def run(self, *values: Any) -> Rows:
        """The rows for these values."""
        parameters = list(self.parameters)
        for at, number, stood in self.places:
            # Django wraps numbers, to say of which size they are.
            parameters[at] = type(stood)(values[number]) if isinstance(stood, int) else values[number]
        return _run(self.sql, parameters)


def fetch(rows: QuerySet[Any], *, prepare: bool | None = None) -> Rows:
    """The rows of a queryset of tuples. `prepare`: False where it must be planned for its values each time."""
    try:
        return _run(*rows.query.sql_with_params(), prepare)
    except EmptyResultSet:
        return []


Query = tuple[str, Sequence[Any]]
"""SQL and its values, as Django compiles a queryset."""


def fetch_first_full(queries: Sequence[Query], number: int) -> Rows:
    """The rows of the first of these queries that gives so many, its limit; of the last, where none does. One statement.

    The queries are of tuples with the same columns. None is carried out behind one that is full.
    """
    # All SQL that is put together here is Django's.
    stages, gates = [], ["true"]
    for place, (sql, _) in enumerate(queries):
        stages.append(f"stage{place} AS MATERIALIZED (SELECT * FROM ({sql}) AS found WHERE {' AND '.join(gates)})")  # noqa: S608
        gates.append(f"(SELECT count(*) FROM stage{place}) < {int(number)}")  # noqa: S608
    gates[-1] = "false"  # behind the last there is none
    chosen = " UNION ALL ".join(f"SELECT * FROM stage{n} WHERE NOT ({gate})" for n, gate in enumerate(gates[1:]))  # noqa: S608
    parameters = [value for _, values in queries for value in values]
    return _run(f"WITH {', '.join(stages)} {chosen}", parameters)


def _run(sql: str, parameters: Sequence[Any], prepare: bool | None = None) -> Rows:
    rows: Rows = connections[DEFAULT_DB_ALIAS].fetch(sql, parameters, prepare)  # type: ignore[attr-defined]
    return rows
