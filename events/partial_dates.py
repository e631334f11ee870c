"""Dates as precise as somebody wrote them: a day, a month or a year, held as their earliest and latest day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    """A day, a whole month or a whole year. `str()` gives "2023-04-25", "2023-04" or "2023"."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if not self._is_calendar_unit():
            raise ValueError(f"{self.earliest} to {self.latest} is neither a day, nor a month, nor a year")

    def _is_calendar_unit(self) -> bool:
        a, b = self.earliest, self.latest
        if a == b:
            return True
        if a.year != b.year or a.day != 1:
            return False
        return b.day == calendar.monthrange(b.year, b.month)[1] and (a.month == b.month or (a.month, b.month) == (1, 12))

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Self:
        """The year, month or day. ValueError when the calendar has no such day."""
        if month is None:
            return cls(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return cls.of_day(date(year, month, day))

    @classmethod
    def of_day(cls, day: date) -> Self:
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2023-04-25", "2023-04" or "2023". ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no day (2023-04-25), month (2023-04) or year (2023)")
        return cls.of(*(int(part) for part in found.groups() if part))

    def __str__(self) -> str:
        return self.earliest.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    @property
    def precision(self) -> str:
        """ "day", "month" or "year"."""
        if self.earliest == self.latest:
            return "day"
        return "month" if self.earliest.month == self.latest.month else "year"

    def contains(self, other: Self) -> bool:
        """Whether the other date, at least as precise, can be this one told more precisely."""
        return self.earliest <= other.earliest and other.latest <= self.latest

    def compatible(self, other: Self) -> bool:
        """Whether both can tell of the same day."""
        return self.contains(other) or other.contains(self)


def display(earliest: date | None, latest: date | None) -> str | None:
    """The API's form of a partial date as the database holds it; None when it is unknown."""
    return None if earliest is None or latest is None else str(PartialDate(earliest, latest))
