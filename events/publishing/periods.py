"""Days, months, quarters, years and groups of four years as numbers: an index of words tells by them of which time a row is.

The newest rows that hold a word which hundreds of thousands have stand in the last days; those of a rare one in the last years.
An index that knows both names only those. That counts for phrases most: each row that holds all of the words is looked into.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

KINDS = 5


class Periods(models.Func):
    """The periods of a day, as `numbered` has them: the function of migration 0014, which the indexes hold. None: no day."""

    function = "events_periods"
    output_field = ArrayField(models.IntegerField())


def numbered(day: date) -> tuple[int, int, int, int, int]:
    """The day, its month, its quarter, its year and its group of years. The next of the same kind is KINDS more."""
    year, month = day.year, day.month - 1
    places = day.toordinal(), 12 * year + month, 4 * year + month // 3, year, year // 4
    return tuple(place * KINDS + kind for kind, place in enumerate(places))  # type: ignore[return-value]


def from_day_on(day: date, *, back: bool) -> Iterator[list[int]]:
    """Longer and longer stretches that hold the day and what follows it, or precedes it: two days, two months and so on."""
    for period in numbered(day):
        yield [period, period - KINDS if back else period + KINDS]
