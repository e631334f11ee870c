"""The middle stage: the page cut into paragraphs and sentences, and every mention on it, before anything is claimed.

Offsets count code points of the fixed text, end exclusive. A `Page` keeps the parse (spaCy tokens) beside the offsets; nothing
after `sources.extraction.page` calls the language model again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sources.extraction.reading import DateReading, Given, Person, Span, Told

if TYPE_CHECKING:
    from spacy.tokens import Span as Parse


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article. `parse` is spaCy's view of it: token offsets are `token.idx + shift` in the fixed text."""

    span: Span
    paragraph: int  # counts article paragraphs
    parse: Parse
    shift: int
    ends: tuple[int, ...]  # of the tokens, in the fixed text
    headline: bool = False  # a title or subheading rather than running text
    caption: bool = False  # words under a picture: they name persons and occasions, and nobody speaks in them


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks. `inner` leaves the marks out; `open` where the closing mark is missing."""

    span: Span
    inner: Span
    open: bool = False


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stands before an agency report: "MOSCOW, April 4 (Agency) -"."""

    span: Span
    city: str | None
    country: str | None
    date: DateReading | None
    where: str | None = None  # the country or region as it stands beside the city


@dataclass(frozen=True, slots=True)
class Page:
    """A document cut up: article sentences in reading order, page furniture skipped (never cut out of the text)."""

    text: str
    given: Given
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    dateline: Dateline | None
    published: Told[date] | None
    clean: str = ""  # the text with crawlers' leavings blanked, letter for letter as long: what patterns are matched on
    notes: tuple[str, ...] = ()  # what of the article is not read, for people


class How(StrEnum):
    """By which words something is mentioned."""

    NAME = "name"  # "Türkiye", "Hulusi Akar", "the United Nations"
    DEMONYM = "demonym"  # "Turkish"
    SEAT = "seat"  # "Ankara said": the place stands for the government
    SURNAME = "surname"  # "Akar", "Mr. Akar"
    OFFICE = "office"  # "the minister", "his Syrian counterpart"
    PRONOUN = "pronoun"  # "he"
    GROUP = "group"  # "the two countries", "the four ministers"


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country is meant. A city that stands only for itself is a `PlaceMention` instead."""

    span: Span
    code: str
    how: How
    sentence: int


@dataclass(frozen=True, slots=True)
class OrganizationMention:
    """An international organization is meant."""

    span: Span
    slug: str
    sentence: int


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A city (or a named venue in one: then `city` is the city). `country` where it is known or told."""

    span: Span
    city: str
    country: str | None
    sentence: int


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day or period is told. `end` where a range is told ("from 5 to 7 June")."""

    span: Span
    start: DateReading
    end: DateReading | None
    sentence: int


@dataclass(frozen=True, slots=True)
class PersonMention:
    """Words that mean the person `Mentions.persons[person]`."""

    span: Span
    person: int
    how: How
    sentence: int


@dataclass(frozen=True, slots=True)
class OfficeMention:
    """Holders of an office are meant without (or beside) a name: "the defence ministers of A and B", "Turkey's top diplomat".

    `countries` are those that the phrase itself names or that resolve from it ("his Syrian counterpart": SY).
    """

    span: Span
    title: str
    level: str | None  # events.vocabulary.Level
    portfolio: str | None  # events.vocabulary.Portfolio
    countries: tuple[str, ...]
    organizations: tuple[str, ...]
    plural: bool
    sentence: int
    person: int | None = None  # the named person that it belongs to, where there is one
    portfolios: tuple[str, ...] = ()  # all fields that the title names: "Minister for Foreign Affairs and Trade"


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything mentioned on a page, each tuple in reading order."""

    persons: tuple[Person, ...]
    person_mentions: tuple[PersonMention, ...]
    offices: tuple[OfficeMention, ...]
    countries: tuple[CountryMention, ...]
    organizations: tuple[OrganizationMention, ...]
    places: tuple[PlaceMention, ...]
    dates: tuple[DateMention, ...]
