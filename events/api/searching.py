"""Pages of what holds a text, by day.

The index of words is asked for longer and longer stretches of time, until a page has come together: a few days hold a page of a
common word, of which the index would name every row there is; those of a rare word are soon found wherever they are.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet

from events.api.pages import (
    Cursor,
    Fixed,
    HowMany,
    Page,
    how_many,
    in_order,
    page_of_rows,
    read_fixed_page,
    read_page,
    selected_columns,
)
from events.api.sorting import Ordering
from events.publishing.compiled import Query, fetch_first_full
from events.publishing.periods import Periods, from_day_on
from events.publishing.querysets import AFTER_ALL, BEFORE_ALL, PublishedQuerySet


def read_searched_page(
    rows: PublishedQuerySet[Any],
    ordering: Ordering,
    size: int,
    cursor: Cursor | None,
    columns: tuple[str, ...],
    counts: bool = False,
) -> Page:
    """One page of the current rows that hold a text; as `read_page`."""
    assert ordering.sort is not None
    day, count = _beginning(rows, ordering, cursor, counts)
    if count == 0:
        return Page([], ordering, count=0)
    found_first = replace(ordering, sort=replace(ordering.sort, apart=True))
    selected = selected_columns(ordering, columns)

    def compiled(found: PublishedQuerySet[Any]) -> Query:
        return in_order(found, found_first, cursor).values_list(*selected)[: size + 1].query.sql_with_params()

    try:
        queries = [compiled(rows)]
        # Of rows that one page holds the index names all at once.
        if stretches := _stretches(day, ordering, cursor) if count is None or count > size else []:
            timed = rows.alias(periods=Periods(ordering.sort.column)).filter(periods__overlap=stretches[0])
            sql, values = compiled(timed)
            # Compiled once for all: Django takes longer to do it than PostgreSQL takes to answer.
            end = len(stretches[0])
            place = next(n for n in range(len(values)) if [*values[n : n + end]] == stretches[0])
            number = type(values[place])  # Django wraps numbers, to say of which size they are
            queries[:0] = [(sql, [*values[:place], *map(number, each), *values[place + end :]]) for each in stretches]
    except EmptyResultSet:
        return Page([], ordering, count=count)
    page = page_of_rows(fetch_first_full(queries, size + 1), selected, ordering, size, cursor)
    return replace(page, count=count)


def _beginning(rows: PublishedQuerySet[Any], ordering: Ordering, cursor: Cursor | None, counts: bool) -> tuple[Any, int | None]:
    """The day from which to look, and how many rows there are, where that is to be told: one query at the most."""
    if cursor:
        return cursor.value, how_many(rows) if counts else None
    if not counts:
        return _first_day(rows.model, ordering), None
    of_all = rows.model.objects.current().annotate(counted=HowMany(rows))
    (first,) = read_page(of_all, ordering, 1, None, ("counted",)).rows or (None,)
    return (first.sorted_by, first.counted or 0) if first else (None, 0)


def _stretches(day: Any, ordering: Ordering, cursor: Cursor | None) -> list[list[int]]:
    """The periods of longer and longer times from the day on; none where that is no day."""
    if day in (None, BEFORE_ALL, AFTER_ALL):
        return []
    return list(from_day_on(day, back=ordering.descending != (cursor is not None and cursor.backward)))


def _first_day(model: Any, ordering: Ordering) -> Any:
    """Of the list; None where that is empty."""
    return next((row.sorted_by for row in read_fixed_page(Fixed(model.objects.current), ordering, 1, None, ()).rows), None)
