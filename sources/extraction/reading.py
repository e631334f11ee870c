"""What the stages of reading hand to each other, frozen. Offsets count code points of the document's fixed text, end exclusive.

text → (`Page`: which stretches are article) → `Mentions` (persons, countries, organizations, places, days)
→ `Reading` (claims of meetings and statements, every value with the words that prove it).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from events.partial_dates import PartialDate
from events.vocabulary import Capacity, Level, Mode, Portfolio, Prominence, StatementKind, Status

T = TypeVar("T")


class Span(NamedTuple):
    """A stretch of the fixed text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value, the words that tell it, and how sure the reader is (0 to 1)."""

    value: T
    span: Span
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a document before its text is read (front matter, HTML metadata, JSON keys); unknown is None."""

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class DateReading:
    """When something is, as one document tells it: a partial date, or what stays open of one.

    `month`, `day` and `weekday` (Monday is 0) are constraints where the text gives no year or no day: "on Tuesday",
    "May 19", "in early May" without a known publication day. They may stand beside a less precise `date`.
    """

    date: PartialDate | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A political or diplomatic actor of the document."""

    name: str  # the fullest form that the document uses, without titles or ranks
    span: Span  # where that form stands first
    country: str | None = None  # alpha-2
    organization: str | None = None  # slug
    role: str | None = None  # the office as the document tells it, without the country
    role_span: Span | None = None
    actor: bool = True  # False where somebody only comments: analysts, experts, reporters
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Participant:
    """A named person who takes part in a meeting."""

    person: int  # index into Reading.persons
    span: Span  # the words that tell of the taking part: the name or pronoun there
    country: str | None = None
    organization: str | None = None
    office: str | None = None
    capacity: Capacity = Capacity.PARTY
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class MeetingClaim:
    """One meeting as the document tells it. Each value carries its own evidence."""

    span: Span  # the sentence that tells of the encounter
    prominence: Prominence
    status: Told[Status]
    mode: Told[Mode]
    parties: tuple[Told[str], ...]  # alpha-2 codes, sorted, each once
    organizations: tuple[Told[str], ...] = ()  # slugs, represented as a party
    start: Told[DateReading] | None = None
    end: Told[DateReading] | None = None
    city: Told[str] | None = None
    country: Told[str] | None = None  # alpha-2
    level: Told[Level] | None = None
    portfolios: tuple[Told[Portfolio], ...] = ()
    participants: tuple[Participant, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class StatementClaim:
    """Speech with a source. Either `speaker` or `institution` is set."""

    span: Span  # the exact stretch
    kind: StatementKind
    speaker: int | None = None  # index into Reading.persons
    institution: str | None = None
    office: str | None = None
    country: str | None = None  # on whose behalf
    organization: str | None = None
    speaker_span: Span | None = None  # the words that name the speaker
    quotes: tuple[Span, ...] = ()  # the quoted words, without their marks
    day: Told[PartialDate] | None = None
    meeting: int | None = None  # index into Reading.meetings: at or about which it was said
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a careful reader takes from one document."""

    extractor: str
    published: Told[date] | None = None  # span is empty (0, 0) where it was given, not read
    persons: tuple[Person, ...] = ()
    meetings: tuple[MeetingClaim, ...] = ()
    statements: tuple[StatementClaim, ...] = ()
    notes: tuple[str, ...] = field(default=())  # what the reader could not do, for people
