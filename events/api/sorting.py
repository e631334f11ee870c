"""What lists can be sorted by. Undated rows come last in either direction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Expression, F

from events.publishing.querysets import AFTER_ALL, BEFORE_ALL, DayOr


@dataclass(frozen=True)
class Sort:
    """A column to sort by. `decode` reads what `encode` wrote of a value; ValueError or TypeError when it did not.

    `apart`: no index is in its order, so that PostgreSQL finds first and sorts then.
    """

    column: str
    decode: Callable[[Any], Any]
    dated: bool = False
    apart: bool = False

    def expression(self, descending: bool) -> Expression | F:
        if not self.dated:
            return F(self.column)
        return DayOr(self.column, BEFORE_ALL if descending else AFTER_ALL, apart=self.apart)

    def encode(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date | datetime) else value


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) > 2**31:
        raise ValueError
    return value


def read_text(value: Any) -> str:
    """A text without NUL and lone surrogates: PostgreSQL takes neither."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value.encode().decode()


def by_day(column: str) -> Sort:
    return Sort(column, date.fromisoformat, dated=True)


def by_instant(column: str) -> Sort:
    return Sort(column, _aware)


def by_text(column: str) -> Sort:
    return Sort(column, read_text)


def by_number(column: str) -> Sort:
    return Sort(column, _whole)


def _aware(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None or not 1 < instant.year < 9999:
        raise ValueError
    return instant


@dataclass(frozen=True)
class Ordering:
    """By a column (None: by id alone), ascending or descending; the id, `key`, breaks ties in the same direction."""

    sort: Sort | None
    descending: bool
    key: str = "pk"
