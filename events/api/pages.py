"""Keyset paging on (sort value, id): no row lost or doubled when many share a sort value, as fast on the last page as on
the first.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import F, Func, IntegerField, QuerySet, Subquery, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from events.api.sorting import Ordering
from events.publishing.compiled import PLACES, Compiled, Rows, fetch

COUNT_CAP = 10_000
"""Up to which rows are counted."""


class Cursor(NamedTuple):
    """Go on behind (or, backward, before) the row with this sort value and id."""

    backward: bool
    value: Any
    key: Any


@dataclass(frozen=True)
class Page:
    """Rows; whether there are others behind and before them, and the cursors that lead there.

    `count`: how many there are on all pages, one above COUNT_CAP at most, where that was asked.
    """

    rows: list[Any]
    ordering: Ordering
    has_next: bool = False
    has_previous: bool = False
    count: int | None = None

    @property
    def next(self) -> Cursor | None:
        return self._beside(self.rows[-1], False) if self.has_next else None

    @property
    def previous(self) -> Cursor | None:
        return self._beside(self.rows[0], True) if self.has_previous else None

    def _beside(self, row: Any, back: bool) -> Cursor:
        return Cursor(back, row.sorted_by if self.ordering.sort else None, getattr(row, self.ordering.key))


VERSIONS = ("position",)
"""Columns that tell which versions are shown, and nothing of them."""

Reading = Callable[[Any, Ordering, int, Cursor | None, tuple[str, ...], bool], Page]
"""How a page is read: `read_page` or its like."""


class HowMany(Subquery):
    """The count of a page's rows, as a column of another query: worked out once, and no query of its own."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNT_CAP + 1])


def how_many(rows: QuerySet[Any]) -> int:
    """The same by itself."""
    return rows.order_by()[: COUNT_CAP + 1].count()


class _Unseen(Func):
    """A value that PostgreSQL does not look at when it plans. It would plan the last pages anew each time, because they look
    cheaper than they are: few rows are left, but each page of them takes as many steps as any other."""

    template = "(SELECT %(expressions)s)"
    arity = 1


def in_order(rows: QuerySet[Any], ordering: Ordering, cursor: Cursor | None) -> QuerySet[Any]:
    """The rows from the cursor on, in the direction of travel, with `sorted_by`."""
    down = ordering.descending != (cursor is not None and cursor.backward)
    passed = TupleLessThan if down else TupleGreaterThan
    key = F(ordering.key)
    if ordering.sort is None:
        beyond = rows.filter(**{f"{ordering.key}__{'lt' if down else 'gt'}": cursor.key}) if cursor else rows
        return beyond.order_by(key.desc() if down else key.asc())
    sorted_by = ordering.sort.expression(ordering.descending)
    rows = rows.annotate(sorted_by=sorted_by)
    if cursor:
        rows = rows.filter(passed(Tuple(sorted_by, key), (_Unseen(Value(cursor.value)), _Unseen(Value(cursor.key)))))
    return rows.order_by(*(each.desc() if down else each.asc() for each in (sorted_by, key)))


def read_page(
    rows: QuerySet[Any],
    ordering: Ordering,
    size: int,
    cursor: Cursor | None,
    columns: tuple[str, ...] = (),
    counts: bool = False,
) -> Page:
    """One page of the rows; with `columns`, tuples of them instead of objects, texts as bytes. `counts`: and of how many."""
    found = in_order(rows.annotate(counted=HowMany(rows)) if counts else rows, ordering, cursor)
    if columns:
        selected = selected_columns(ordering, columns) + (("counted",) if counts else ())
        # Beside a long count any plan of the page looks cheap: prepared, it would soon be one that fits no values.
        rows_found = fetch(found.values_list(*selected)[: size + 1], prepare=False if counts else None)
        page = page_of_rows(rows_found, selected, ordering, size, cursor)
    else:
        page = _page(list(found[: size + 1]), ordering, size, cursor)
    if not counts:
        return page
    # An empty page has no row that tells it.
    left = how_many(rows) if cursor and not page.rows else 0
    return replace(page, count=page.rows[0].counted if page.rows else left)


def page_of(rows: Iterable[Any], ordering: Ordering, size: int, cursor: Cursor | None) -> Page:
    """One page of rows that are in memory, each with its key and, where there is a sort, what it is `sorted_by`."""

    def place(value: Any, key: Any) -> tuple[Any, ...]:
        return (value, key) if ordering.sort else (key,)

    down = ordering.descending != (cursor is not None and cursor.backward)
    placed = [(place(getattr(row, "sorted_by", None), getattr(row, ordering.key)), row) for row in rows]
    if cursor:
        passed = place(cursor.value, cursor.key)
        placed = [(at, row) for at, row in placed if (at < passed if down else at > passed)]
    placed.sort(key=itemgetter(0), reverse=down)
    return _page([row for _, row in placed[: size + 1]], ordering, size, cursor)


class Fixed(NamedTuple):
    """Rows that are asked for all the time, by a query that is compiled once.

    `rows` takes the third and further of PLACES; the values for them are `values`.
    """

    rows: Callable[..., QuerySet[Any]]
    values: tuple[Any, ...] = ()


def read_fixed_page(fixed: Fixed, ordering: Ordering, size: int, cursor: Cursor | None, columns: tuple[str, ...]) -> Page:
    """One page of them: as `read_page`."""
    selected, types = selected_columns(ordering, columns), tuple(map(type, fixed.values))
    if cursor:
        like = Cursor(cursor.backward, PLACES[0].get(type(cursor.value)), PLACES[1][type(cursor.key)])
        compiled, at = _compiled_page(fixed.rows, types, ordering, size, like, selected), (cursor.value, cursor.key)
    else:
        compiled, at = _compiled_page(fixed.rows, types, ordering, size, None, selected), (None, None)
    return page_of_rows(compiled.run(*at, *fixed.values), selected, ordering, size, cursor)


@lru_cache(maxsize=256)
def _compiled_page(
    rows: Callable[..., QuerySet[Any]],
    types: tuple[type, ...],
    ordering: Ordering,
    size: int,
    like: Cursor | None,
    selected: tuple[str, ...],
) -> Compiled:
    places = [PLACES[number][each] for number, each in enumerate(types, start=2)]
    return Compiled(in_order(rows(*places), ordering, like).values_list(*selected)[: size + 1])


def page_of_rows(rows: Rows, names: tuple[str, ...], ordering: Ordering, size: int, cursor: Cursor | None) -> Page:
    """The page of tuples of these columns, at most one more than it holds, in the direction of travel."""
    return _page(list(map(_named(names), rows)), ordering, size, cursor)


@lru_cache
def _named(names: tuple[str, ...]) -> Callable[[tuple[Any, ...]], Any]:
    """What gives a tuple these names; as namedtuple's _make, but without running any Python for each row."""
    return partial(tuple.__new__, namedtuple("_row", names))


def selected_columns(ordering: Ordering, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns, and what the page is sorted by; of versions alone no page goes on."""
    if columns == VERSIONS:
        return columns
    own = (ordering.key, "sorted_by") if ordering.sort else (ordering.key,)
    return tuple(dict.fromkeys(own + columns))


def _page(found: list[Any], ordering: Ordering, size: int, cursor: Cursor | None) -> Page:
    """The page of at most one row more than it holds, in the direction of travel."""
    more, found = len(found) > size, found[:size]
    backward = cursor is not None and cursor.backward
    if backward:
        found.reverse()

    if not found:
        return Page([], ordering)
    return Page(found, ordering, has_next=more or backward, has_previous=more if backward else cursor is not None)
