"""Kinds of values that parameters take: how each is read from text, and how the OpenAPI document describes it."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import models

from events.api.serializers.fields import PARTIAL_DATE
from events.api.words import reference
from events.partial_dates import PartialDate

LONGEST_TEXT = 500
MOST_WORDS = 50
LARGEST_INTEGER = 2**31 - 1
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class Kind(ABC):
    """A kind of value."""

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value. ValueError, in words for the reader, when the text is none."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """One value, as JSON Schema."""

    def list_schema(self) -> dict[str, Any]:
        """One value or several with commas, as JSON Schema.

        Declared as a string and not as an array with explode: false, because clients that do not know that style send each
        member as a parameter of its own, which means something else here.
        """
        return {"anyOf": [self.schema(), {"type": "string"}]}


@dataclass(frozen=True)
class Id(Kind):
    """A UUID."""

    def parse(self, text: str) -> UUID:
        if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
            raise ValueError(f"{shown(text)} is no id.")
        return UUID(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "uuid"}


@dataclass(frozen=True)
class Word(Kind):
    """A word of the vocabulary."""

    words: type[StrEnum]

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

    def parse(self, text: str) -> str:
        if text not in self.choices:
            raise ValueError(f"{shown(text)} is none of {', '.join(self.choices)}." if self.choices else "There is none here.")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.choices)}


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

    def list_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern}(,{self.pattern})*$"}


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
class Number(Kind):
    """A whole number. One above `cap` is read as `cap`."""

    least: int = 0
    cap: int | None = None

    def parse(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,100}", text, re.ASCII) or int(text) < self.least:
            raise ValueError(f"{shown(text)} is no whole number from {self.least} on.")
        if self.cap is not None:
            return min(int(text), self.cap)
        if int(text) > LARGEST_INTEGER:
            raise ValueError(f"{shown(text)} is too large.")
        return int(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least}


@dataclass(frozen=True)
class Share(Kind):
    """A number from 0 to 1."""

    def parse(self, text: str) -> float:
        if not re.fullmatch(r"\d(\.\d{1,20})?", text, re.ASCII) or not 0 <= float(text) <= 1:
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

    def list_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}


def shown(text: str) -> str:
    """A reader's own text in an error: short, and harmless in a log."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:60])
    return f"“{clean}{'…' if len(text) > 60 else ''}”"
