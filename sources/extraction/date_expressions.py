"""What words for days and periods say, before anything is resolved: "25 April" has no year, "next week" is a unit and a step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from events.partial_dates import PartialDate
from sources.extraction.reading import DateReading, Span

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Unit(StrEnum):
    """What a relative expression counts in."""

    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    YEAR = "year"


class Side(StrEnum):
    """On which side of the day of writing the words themselves put it: "last", "this", "next"."""

    BEFORE = "before"
    WITHIN = "within"
    AFTER = "after"


class Base(StrEnum):
    """What a relative expression counts from."""

    DOCUMENT = "document"  # the day of writing: "two days ago"
    STORY = "story"  # the day told before: "two days later", "the next day"


@dataclass(frozen=True, slots=True)
class DateExpression:
    """What the words say. `step` counts in `unit` from `base`; `end` is the other end of a range."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    side: Side | None = None
    unit: Unit | None = None
    step: int = 0
    base: Base = Base.DOCUMENT
    end: DateExpression | None = None

    @property
    def relative(self) -> bool:
        """Whether it needs another day to be resolved against, wholly."""
        return self.unit is not None and self.year is None and self.month is None

    @property
    def reading(self) -> DateReading:
        """What stands in the words themselves: a date where there is a year, else constraints."""
        if self.year is None:
            return DateReading(month=self.month, day=self.day, weekday=self.weekday)
        return DateReading(date=partial(self.year, self.month, self.day), weekday=self.weekday)


def partial(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    """The partial date, or None where the calendar has no such day."""
    try:
        return PartialDate.of(year, month, day if month else None)
    except ValueError:
        return None
