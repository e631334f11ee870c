"""Which lists can be narrowed by what: each parameter is read by its kind and put to the queryset as one of its verbs."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from events.api.kinds import Choice, Day, Id, Instant, Key, Number, Office, Share, Text, Where, Word
from events.api.parameters import Narrow, Parameter
from events.api.words import EvidenceField
from events.models import Country, Organization
from events.models.published import PublishedMeeting, PublishedPerson
from events.places import Point, places_near
from events.publishing.querysets import PublishedMeetingQuerySet
from events.vocabulary import DocumentStatus, Level, Mode, Portfolio, Shape, StatementKind, Status

COUNTRY = Key(Country, "[A-Z]{2}", "country code (ISO 3166-1 alpha-2, in capitals)")
ORGANIZATION = Key(Organization, "[a-z0-9-]+", "organization's slug")
CONFLICTS = (
    "status", "mode", "start_date", "end_date", "city", "country", "level", "portfolios", "parties", "organizations",
    "participants",
)  # fmt: skip
"""Fields about which documents can disagree."""
RADIUS, LARGEST_RADIUS = 50, 1_000
"""Kilometres."""
AN_ID = "01980000-0000-7000-8000-000000000000"


def any_of(field: str) -> Narrow:
    """The field holds one of the values."""
    return lambda rows, values: rows.filter(**{f"{field}__any": values})


def at_least(field: str) -> Narrow:
    return lambda rows, value: rows.filter(**{f"{field}__gte": value})


def at_most(field: str) -> Narrow:
    return lambda rows, value: rows.filter(**{f"{field}__lte": value})


def any_spelt(field: str) -> Narrow:
    """The field holds one of the values, whatever their capitals."""

    def narrowed(rows: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        wanted = Q()
        for value in values:
            wanted |= Q(**{f"{field}__iexact": value})
        return rows.filter(wanted)

    return narrowed


def near(rows: PublishedMeetingQuerySet, point: Point, kilometres: int | None) -> PublishedMeetingQuerySet:
    return rows.at_places(places_near(point, kilometres or RADIUS))


IDS = Parameter("id", Id(), "These records.", any_of("record"), several=True, example=AN_ID)
MIN_CONFIDENCE = Parameter("min_confidence", Share(), "At least this sure.", at_least("confidence"), example=0.8)
UPDATED_SINCE = Parameter(
    "updated_since", Instant(), "Changed at or after this instant.", at_least("updated_at"), example="2024-01-01T00:00:00Z"
)
WORDS = Parameter(
    "q",
    Text(),
    'Words in the text, in any inflection and with or without accents: all of them, `"a phrase"`, `or`, `-without`.',
    lambda rows, text: rows.matching(text),
    example="troop withdrawal",
)
OFFICE = Parameter(
    "office",
    Office(COUNTRY, ORGANIZATION),
    "Offices in which somebody {}, whoever it was: as documents state them, and as held on that day by known tenures. "
    "`foreign minister` of any country, `TR:foreign minister` of that one, `un:secretary-general` of that organization; "
    "Minister of Foreign Affairs is the same one, Deputy Foreign Minister another.",
    lambda rows, keys: rows.in_office(keys),
    several=True,
    example="TR:foreign minister",
)
DATE_FROM = Parameter(
    "date_from",
    Day(),
    "Not over before this day, month or year, as far as is known. Undated ones are left out.",
    lambda rows, day: rows.overlapping(day, None),
    example="2023-04-01",
)
DATE_TO = Parameter(
    "date_to",
    Day(last=True),
    "Begun by the end of this day, month or year, as far as is known. Undated ones are left out.",
    lambda rows, day: rows.overlapping(None, day),
    example="2023-05",
)


def without(filters: tuple[Parameter, ...], *names: str) -> tuple[Parameter, ...]:
    """All but these: for lists whose address says it already."""
    return tuple(parameter for parameter in filters if parameter.name not in names)


MEETING_FILTERS: tuple[Parameter, ...] = (
    IDS,
    Parameter(
        "party",
        COUNTRY,
        "Countries that were represented.",
        lambda rows, codes: rows.with_party(codes),
        several=True,
        repeats=True,
        example="SY",
    ),
    Parameter(
        "parties_exactly",
        COUNTRY,
        "All of these countries were represented, no other, and no organization.",
        lambda rows, codes: rows.with_parties_exactly(codes),
        several=True,
        comma="and",
        example="SY,TR",
    ),
    Parameter(
        "organization",
        ORGANIZATION,
        "Organizations that were represented.",
        lambda rows, slugs: rows.with_organization(slugs),
        several=True,
        repeats=True,
        example="un",
    ),
    Parameter(
        "person",
        Id(),
        "Persons who took part.",
        lambda rows, ids: rows.with_person(ids),
        several=True,
        repeats=True,
        of=PublishedPerson,
        example=AN_ID,
    ),
    Parameter("country", COUNTRY, "Country of the venue.", any_of("country"), several=True, example="RU"),
    Parameter("city", Text(), "City of the venue.", any_spelt("city"), several=True, example="Moscow"),
    Parameter(
        "near",
        Where(),
        "In a city that is not farther than `radius` from this one (`Sochi`, `London,GB`) or from this point (`55.75,37.62`).",
        near,
        beside=("radius",),
        example="Sochi",
    ),
    Parameter(
        "radius",
        Number(least=1, most=LARGEST_RADIUS),
        f"Kilometres, at most {LARGEST_RADIUS:,}.",
        needs="near",
        default=RADIUS,
        example=200,
    ),
    DATE_FROM,
    DATE_TO,
    Parameter("status", Word(Status), "What became of it.", any_of("status"), several=True, example="held"),
    Parameter("mode", Word(Mode), "How the parties met.", any_of("mode"), several=True, example="phone"),
    Parameter("level", Word(Level), "The highest rank represented.", any_of("level"), several=True, example="minister"),
    Parameter(
        "portfolio",
        Word(Portfolio),
        "Fields of government that were represented.",
        lambda rows, portfolios: rows.with_portfolio(portfolios),
        several=True,
        repeats=True,
        example="defence",
    ),
    Parameter("shape", Word(Shape), "How many parties met.", any_of("shape"), several=True, example="quadrilateral"),
    replace(OFFICE, description=OFFICE.description.format("took part")),
    Parameter(
        "conflict",
        Choice(CONFLICTS),
        "Documents disagree about one of these fields.",
        lambda rows, fields: rows.disputed(fields),
        several=True,
        example="city",
    ),
    Parameter("document", Id(), "Documents that tell of it.", lambda rows, ids: rows.told_by(ids), several=True, example=AN_ID),
    MIN_CONFIDENCE,
    Parameter("min_documents", Number(), "Told by at least so many documents.", at_least("document_count"), example=2),
    UPDATED_SINCE,
    WORDS,
)

STATEMENT_FILTERS: tuple[Parameter, ...] = (
    IDS,
    Parameter("speaker", Id(), "Who spoke.", any_of("speaker"), several=True, of=PublishedPerson, example=AN_ID),
    Parameter(
        "institution", Text(), "The institution that spoke.", any_spelt("institution"), several=True, example="Foreign Ministry"
    ),
    Parameter("country", COUNTRY, "On whose behalf.", any_of("country"), several=True, example="TR"),
    Parameter(
        "party",
        COUNTRY,
        "Countries represented at its meeting.",
        lambda rows, codes: rows.with_party(codes),
        several=True,
        repeats=True,
        example="SY",
    ),
    replace(OFFICE, description=OFFICE.description.format("spoke")),
    Parameter(
        "kind", Word(StatementKind), "With quoted words or without.", any_of("kind_of_speech"), several=True, example="direct"
    ),
    Parameter(
        "meeting",
        Id(),
        "At or about which it was said.",
        any_of("meeting"),
        several=True,
        of=PublishedMeeting,
        example=AN_ID,
    ),
    Parameter("document", Id(), "Which tells it.", any_of("document"), several=True, example=AN_ID),
    DATE_FROM,
    DATE_TO,
    MIN_CONFIDENCE,
    UPDATED_SINCE,
    WORDS,
)

PERSON_FILTERS = (
    IDS,
    Parameter(
        "q",
        Text(),
        "A name in any spelling, misspelt ones included; the likest first, unless `ordering` says otherwise.",
        lambda rows, text: rows.named(text),
        example="Cavusoglu",
    ),
    Parameter("country", COUNTRY, "For which they act.", any_of("country"), several=True, example="TR"),
    Parameter(
        "office",
        Text(),
        "Words of the title of an office that they held or were said to hold.",
        lambda rows, title: rows.with_office(title),
        example="Foreign Minister",
    ),
)

DOCUMENT_FILTERS = (
    IDS,
    Parameter("external_id", Text(), "The ids that its source gave it.", any_of("external_id"), several=True, example="note-7"),
    Parameter("publisher", Text(), "Who published it.", any_spelt("publisher"), several=True, example="Ministry of Defence"),
    Parameter("language", Text(), "Its language (BCP 47).", any_spelt("language"), several=True, example="en"),
    Parameter("published_from", Day(), "Published on this day or later.", at_least("published"), example="2023-04-01"),
    Parameter("published_to", Day(last=True), "Published by this day.", at_most("published"), example="2023-04-30"),
    Parameter(
        "meeting",
        Id(),
        "Which tell of these meetings.",
        lambda rows, ids: rows.telling_of(ids),
        several=True,
        of=PublishedMeeting,
        example=AN_ID,
    ),
    Parameter("status", Word(DocumentStatus), "What became of it.", any_of("status"), several=True, example="read"),
    WORDS,
)

EVIDENCE_FILTERS = (
    Parameter("field", Word(EvidenceField), "For which field.", any_of("field"), several=True, example="start_date"),
)
