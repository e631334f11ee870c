"""Records by their ids, as they are or as they were: what stands at an address, and what became of those that were merged."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from events.api.problems import Gone
from events.models.published import Published
from events.publishing.compiled import PLACES, Compiled, Rows, fetch
from events.vocabulary import ChangeKind

STATE = ("kind", "into")
States = dict[Any, tuple[Any, Any]]
"""By id, what became of a record: the columns STATE of its version."""
NO_RECORD = "There is no record with this id."


class Moved(Exception):
    """The record was merged into another."""

    def __init__(self, survivor: Any) -> None:
        self.survivor = survivor
        super().__init__(survivor)


def find(model: type[Published], key: Any, position: int | None, *columns: str) -> Any:
    """The version of a record. `Moved` when it was merged, `Gone` when it was deleted, `Http404` when there is none.

    Columns: those wanted, then kind and into.
    """
    values = (key, position) if position is not None else (key,)
    row = next(iter(_versions(model, tuple(map(type, values)), columns).run(*values)), None)
    check_stands(row, position)
    return row


def check_stands(row: Any, position: int | None) -> None:
    """Raise as `find` where a row, which ends with kind and into, or None, is no record that stands."""
    if row is None:
        raise Http404(NO_RECORD if position is None else "There was no record with this id then.")
    *_, kind, into = row
    if kind == ChangeKind.MERGED:
        raise Moved(into)
    if kind == ChangeKind.DELETED:
        raise Gone()


def states(ids: Mapping[Any, Collection[Any]]) -> States:
    """The states of all these records as they are, in one query. `ids`: by the table of their versions."""
    return by_id(fetch(versions(ids, None, *STATE))) if ids else {}


def by_id(rows: Rows) -> States:
    """Of an id and STATE in each row."""
    return {record: (kind, into) for record, kind, into in rows}


def versions(ids: Mapping[Any, Collection[Any]], position: Any, *columns: str) -> QuerySet[Any]:
    """The versions of all these records, of at least one table, that held at a position (an expression, too), or hold now."""
    first, *others = (
        model.objects.held(position).filter(record__any=list(keys)).values_list("record", *columns) for model, keys in ids.items()
    )
    return first.union(*others, all=True) if others else first


@lru_cache
def _versions(model: type[Published], types: tuple[type, ...], columns: tuple[str, ...]) -> Compiled:
    values: list[Any] = [PLACES[number][each] for number, each in enumerate(types)]
    return Compiled(model.objects.of(values[0], values[1] if len(values) > 1 else None).values_list(*columns, "kind", "into"))
