"""Kinds of values that parameters take: how each is read from text, and how the OpenAPI document describes it."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models

from events.api.serializers.fields import PARTIAL_DATE, SOME_WORD
from events.api.words import reference
from events.offices import title_key
from events.partial_dates import PartialDate
from events.places import Point, places_named

LONGEST_TEXT = 500
MOST_WORDS = 50
LARGEST_INTEGER = 2**31 - 1
_COORDINATES = re.compile(r"(?P<latitude>-?\d{1,3}(\.\d{1,9})?), ?(?P<longitude>-?\d{1,3}(\.\d{1,9})?)", re.ASCII)
LARGEST_POSITION = 10**18 - 1
ANY_MEMBER = "[^,]+"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def listed(member: str, most: int) -> dict[str, Any]:
    """One to so many members with commas between them, as JSON Schema. `member` is the pattern of one."""
    return {"type": "string", "pattern": f"^{member}(,{member}){{0,{most - 1}}}$"}


class Kind(ABC):
    """A kind of value. `member`: the pattern of one, or of a value between commas."""

    @property
    def member(self) -> str:
        return ANY_MEMBER

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value. ValueError, in words for the reader, when the text is none."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """One value, as JSON Schema."""

    def list_schema(self, most: int) -> dict[str, Any]:
        """One value or at most so many with commas, as JSON Schema.

        Declared as a string and not as an array with explode: false, because clients that do not know that style send each
        member as a parameter of its own, which means something else here.
        """
        return {"anyOf": [self.schema(), listed(self.member, most)]}


@dataclass(frozen=True)
class Id(Kind):
    """A UUID."""

    member = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

    def parse(self, text: str) -> UUID:
        if not re.fullmatch(self.member, text):
            raise ValueError(f"{shown(text)} is no id.")
        return UUID(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}


@dataclass(frozen=True)
class Word(Kind):
    """A word of the vocabulary."""

    words: type[StrEnum]

    @property
    def member(self) -> str:
        return f"({'|'.join(word.value for word in self.words)})"

    def parse(self, text: str) -> str:
        known = [word.value for word in self.words]
        if text not in known:
            raise ValueError(f"{shown(text)} is none of {', '.join(known)}.")
        return text

    def schema(self) -> dict[str, Any]:
        return reference(self.words)


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words that are no vocabulary of the record."""

    choices: tuple[str, ...]

    @property
    def member(self) -> str:
        return f"({'|'.join(map(re.escape, self.choices))})"

    def parse(self, text: str) -> str:
        if text not in self.choices:
            raise ValueError(f"{shown(text)} is none of {', '.join(self.choices)}.")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.choices)}

    def list_schema(self, most: int) -> dict[str, Any]:
        return listed(self.member, most)


class Key(Kind):
    """The key of a country or organization that the record knows."""

    def __init__(self, model: type[models.Model], pattern: str, form: str) -> None:
        self.model, self.pattern, self.form = model, pattern, form
        self.known: set[str] = set()

    def parse(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise ValueError(f"{shown(text)} is no {self.form}.")
        # Keys are never taken back, so only one that was not there yet is looked up.
        if text not in self.known:
            self.known = set(self.model._default_manager.values_list("pk", flat=True))
        if text not in self.known:
            raise ValueError(f"{shown(text)} is no known {self.form}.")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern}$"}

    def list_schema(self, most: int) -> dict[str, Any]:
        return listed(self.pattern, most)


@dataclass(frozen=True)
class Office(Kind):
    """The key of an office by its title (events.offices), if told with the country or organization whose it is."""

    country: Kind
    organization: Kind

    def parse(self, text: str) -> str:
        code, colon, title = text.partition(":") if ":" in text else ("", "", text)
        if len(text) > LONGEST_TEXT or not (key := title_key(title)):
            raise ValueError(f"{shown(text)} is no office like foreign minister or TR:foreign minister.")
        if colon:
            code = (self.country if code.isupper() else self.organization).parse(code)
        return f"{code}{colon}{key}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


@dataclass(frozen=True)
class Where(Kind):
    """A point: its latitude and longitude in degrees, or those of a city."""

    def parse(self, text: str) -> Point:
        if found := _COORDINATES.fullmatch(text):
            point = Point(float(found["latitude"]), float(found["longitude"]))
            if abs(point.latitude) > 90 or abs(point.longitude) > 180:
                raise ValueError(f"{shown(text)} lies nowhere: latitudes go from -90 to 90, longitudes from -180 to 180.")
            return point
        name, _, country = text.partition(",")
        cities = places_named(name[:LONGEST_TEXT], country.strip() or None)
        if not cities:
            raise ValueError(f"{shown(text)} is no city that is known here: write its coordinates, like 55.75,37.62.")
        if len(cities) > 1:
            choices = [f"{c.spellings[0]},{c.country}" for c in cities[:5]]
            choices += [f"{c.point.latitude},{c.point.longitude}" for c in cities[:5]] if len(set(choices)) < len(choices) else []
            raise ValueError(f"{shown(text)} may be one of {len(cities)} cities: write {' or '.join(dict.fromkeys(choices))}.")
        return cities[0].point

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


@dataclass(frozen=True)
class Day(Kind):
    """A day. A month or year stands for its first day, or its last where an end is asked for."""

    last: bool = False

    def parse(self, text: str) -> date:
        try:
            partial = PartialDate.parse(text)
        except ValueError:
            raise ValueError(f"{shown(text)} is no day (2023-04-25), month (2023-04) or year (2023).") from None
        return partial.latest if self.last else partial.earliest

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": PARTIAL_DATE}


@dataclass(frozen=True)
class Instant(Kind):
    """An instant (RFC 3339)."""

    def parse(self, text: str) -> datetime:
        try:
            if not _INSTANT.fullmatch(text):
                raise ValueError
            instant = datetime.fromisoformat(text.upper()).astimezone(UTC)
            if not 1 <= instant.year <= 9998:
                raise ValueError
        except (ValueError, OverflowError):
            raise ValueError(f"{shown(text)} is no instant like 2023-04-25T12:00:00Z (a + must be sent as %2B).") from None
        return instant

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Moment(Kind):
    """A position of the change feed, or an instant."""

    def parse(self, text: str) -> int | datetime:
        if re.fullmatch(r"\d{1,18}", text, re.ASCII):
            return int(text)
        try:
            return Instant().parse(text)
        except ValueError:
            kinds = "a position of the change feed nor an instant like 2023-04-25T12:00:00Z (a + must be sent as %2B)"
            raise ValueError(f"{shown(text)} is neither {kinds}.") from None

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer", "minimum": 0, "maximum": LARGEST_POSITION}, Instant().schema()]}


@dataclass(frozen=True)
class Position(Kind):
    """A position of the change feed."""

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,18}", text, re.ASCII):
            raise ValueError(f"{shown(text)} is no position of the change feed.")
        return int(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0, "maximum": LARGEST_POSITION}


@dataclass(frozen=True)
class Number(Kind):
    """A whole number. One above `cap` is read as `cap`, one above `most` is refused."""

    least: int = 0
    cap: int | None = None
    most: int = LARGEST_INTEGER

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,100}", text, re.ASCII) or int(text) < self.least:
            raise ValueError(f"{shown(text)} is no whole number from {self.least} on.")
        if self.cap is not None:
            return min(int(text), self.cap)
        if int(text) > self.most:
            raise ValueError(f"{shown(text)} is too large: at most {self.most}.")
        return int(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least} | ({} if self.cap else {"maximum": self.most})


@dataclass(frozen=True)
class Share(Kind):
    """A number from 0 to 1."""

    def parse(self, text: str) -> float:
        if not re.fullmatch(r"\d(\.\d{1,40})?([eE]-?\d{1,3})?", text, re.ASCII) or not 0 <= float(text) <= 1:
            raise ValueError(f"{shown(text)} is no number from 0 to 1.")
        return float(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": 0, "maximum": 1}


@dataclass(frozen=True)
class Flag(Kind):
    """true or false."""

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError(f"{shown(text)} is neither true nor false.")
        return text == "true"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Text(Kind):
    """Free text."""

    longest: int = LONGEST_TEXT

    def parse(self, text: str) -> str:
        if len(text) > self.longest or len(text.split()) > MOST_WORDS:
            raise ValueError(f"At most {MOST_WORDS} words and {self.longest} characters.")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.longest}

    def list_schema(self, most: int) -> dict[str, Any]:
        return listed(ANY_MEMBER, most)


@dataclass(frozen=True)
class Reason(Kind):
    """Why something is done, in words."""

    longest: int

    def parse(self, text: str) -> str:
        if not text.strip() or len(text) > self.longest:
            raise ValueError(f"Say why, in words: at most {self.longest} characters.")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": SOME_WORD, "minLength": 1, "maxLength": self.longest}


def shown(text: str) -> str:
    """A reader's own text in an error: short, and harmless in a log."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:60])
    return f"“{clean}{'…' if len(text) > 60 else ''}”"
