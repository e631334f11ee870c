"""Counting published meetings: by when, what and who they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Func
from django.db.models.functions import ExtractYear

from events.publishing.querysets import PublishedMeetingQuerySet

MOST = 20_000
"""Groups that are counted at once."""
MOST_PARTIES = 30
"""Of meetings with more parties no pairs are counted: who all was there says little of two of them."""


class TooManyGroups(Exception):
    """There are more than MOST groups."""


class Each(Func):
    """A row for each member of a list, of texts unless `output_field` says otherwise."""

    function = "unnest"

    def __init__(self, members: Any, output_field: models.Field[Any, Any] | None = None) -> None:
        super().__init__(members, output_field=output_field or models.TextField())


class Joined(Func):
    """One list behind the other."""

    template, arg_joiner = "(%(expressions)s)", " || "
    output_field = ArrayField(models.TextField())


class Pairs(Func):
    """The pairs of a list's members, each as "RU,TR" in the order of the list. Most lists are short: these need no subquery."""

    template = (
        "CASE cardinality(%(expressions)s) WHEN 0 THEN NULL WHEN 1 THEN NULL"
        " WHEN 2 THEN ARRAY[%(expressions)s[1] || ',' || %(expressions)s[2]]"
        " WHEN 3 THEN ARRAY[%(expressions)s[1] || ',' || %(expressions)s[2], %(expressions)s[1] || ',' || %(expressions)s[3],"
        " %(expressions)s[2] || ',' || %(expressions)s[3]]"
        " ELSE ARRAY(SELECT a.one || ',' || b.one FROM unnest(%(expressions)s) WITH ORDINALITY AS a(one, place),"
        " unnest(%(expressions)s) WITH ORDINALITY AS b(one, place)"
        " WHERE a.place < b.place AND cardinality(%(expressions)s) <= %(most)s) END"
    )
    output_field = ArrayField(models.TextField())

    def __init__(self, members: Any) -> None:
        super().__init__(members, most=MOST_PARTIES)


ACTING = Joined(F("parties"), F("organizations"))
DIMENSIONS: dict[str, Any] = {
    "month": F("month"),
    "year": ExtractYear("start_earliest"),
    "status": F("status"),
    "mode": F("mode"),
    "level": F("level"),
    "shape": F("shape"),
    "country": F("country"),
    "portfolio": Each(F("portfolios")),
    "party": Each(F("parties")),
    "organization": Each(F("organizations")),
    "pair": Each(Pairs(ACTING)),
}
"""What meetings can be counted by. One with several portfolios or parties counts for each."""


@dataclass
class Tally:
    """How many meetings there are of something, in all and by year (None: undated)."""

    total: int = 0
    years: dict[int | None, int] = field(default_factory=dict)


def count_by(rows: PublishedMeetingQuerySet, by: Iterable[str]) -> list[tuple[tuple[Any, ...], int]]:
    """How many meetings there are for each combination of the dimensions that occurs. TooManyGroups."""
    names = {f"by_{name}": DIMENSIONS[name] for name in by}
    found = rows.order_by().values(**names).annotate(number=Count("*")).values_list(*names, "number")[: MOST + 1]
    groups = [(tuple(values), number) for *values, number in found]
    if len(groups) > MOST:
        raise TooManyGroups
    return groups


def counterparts(rows: PublishedMeetingQuerySet, each: Each, one: Any) -> dict[Any, Tally]:
    """With whom else meetings were, by year. `each`: of those who took part; `one`: who is left out. TooManyGroups."""
    grouped = rows.order_by().values(other=each)
    counted = grouped.annotate(year=ExtractYear("start_earliest"), number=Count("*")).values_list("other", "year", "number")
    found: dict[Any, Tally] = defaultdict(Tally)
    groups = list(counted[: MOST + 1])
    if len(groups) > MOST:
        raise TooManyGroups
    for other, year, number in groups:
        if other != one:
            found[other].total += number
            found[other].years[year] = number
    return found
