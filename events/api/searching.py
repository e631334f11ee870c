"""Pages of what holds a text, by day.

The index of words is asked for longer and longer stretches of time, until a page has come together: a few days hold a page of a
common word, of which the index would name every row there is; those of a rare word are soon found wherever they are.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet

from events.api.pages import Cursor, Fixed, Page, in_order, page_of_rows, read_fixed_page, selected_columns
from events.api.sorting import Ordering
from events.publishing.compiled import Query, fetch_first_full
from events.publishing.periods import Periods, from_day_on
from events.publishing.querysets import AFTER_ALL, BEFORE_ALL, PublishedQuerySet


def read_searched_page(
    rows: PublishedQuerySet[Any], ordering: Ordering, size: int, cursor: Cursor | None, columns: tuple[str, ...]
) -> Page:
    """One page of the current rows that hold a text; as `read_page`."""
    assert ordering.sort is not None
    found_first = replace(ordering, sort=replace(ordering.sort, apart=True))
    selected = selected_columns(ordering, columns)

    def compiled(found: PublishedQuerySet[Any]) -> Query:
        return in_order(found, found_first, cursor).values_list(*selected)[: size + 1].query.sql_with_params()

    try:
        queries = [compiled(rows)]
        if stretches := _stretches(rows.model, ordering, cursor):
            timed = rows.alias(periods=Periods(ordering.sort.column)).filter(periods__overlap=stretches[0])
            sql, values = compiled(timed)
            # Compiled once for all: Django takes longer to do it than PostgreSQL takes to answer.
            end = len(stretches[0])
            place = next(n for n in range(len(values)) if [*values[n : n + end]] == stretches[0])
            number = type(values[place])  # Django wraps numbers, to say of which size they are
            queries[:0] = [(sql, [*values[:place], *map(number, each), *values[place + end :]]) for each in stretches]
    except EmptyResultSet:
        return Page([], ordering)
    return page_of_rows(fetch_first_full(queries, size + 1), selected, ordering, size, cursor)


def _stretches(model: Any, ordering: Ordering, cursor: Cursor | None) -> list[list[int]]:
    """The periods of longer and longer times from the cursor on; none where it stands among what has no day."""
    day = cursor.value if cursor else _first_day(model, ordering)
    if day in (None, BEFORE_ALL, AFTER_ALL):
        return []
    return list(from_day_on(day, back=ordering.descending != (cursor is not None and cursor.backward)))


def _first_day(model: Any, ordering: Ordering) -> Any:
    """Of the list; None where that is empty."""
    return next((row.sorted_by for row in read_fixed_page(Fixed(model.objects.current), ordering, 1, None, ()).rows), None)
