"""Small functions that make rows of the record, with invented people; whatever a test does not care about has a default.

What they make is published, as all that is written by services.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from events.models import (
    Country,
    Document,
    Evidence,
    Meeting,
    MeetingClaim,
    Office,
    Organization,
    Participation,
    Person,
    PersonMention,
    PersonName,
    Statement,
    Tenure,
)
from events.names import fold, keys
from events.partial_dates import PartialDate
from events.search import vector
from events.services.saving import apply_changes
from events.services.writing import writing
from events.vocabulary import DocumentStatus, Level, Mode, Prominence, Shape, StatementKind, Status

_numbers = count(1)
TOLD: dict[str, Any] = {"status": "held", "sureness": {}} | dict.fromkeys(("mode", "start", "end", "city", "country", "level"))
TOLD |= {name: [] for name in ("portfolios", "parties", "organizations", "participants")}
"""What a claim tells that tells nothing but that somebody met."""


@writing()
def make_country(code: str, **values: Any) -> Country:
    """The country with this code; made where it is not there yet."""
    defaults = {"alpha3": f"{code}X", "name": f"Country {code}", "names": [{"name": f"Land {code}", "language": "de"}]}
    return Country.objects.get_or_create(code=code, defaults=defaults | values)[0]


@writing()
def make_organization(slug: str, members: Iterable[str] = (), **values: Any) -> Organization:
    defaults = {"short": slug.upper(), "name": f"Organization {slug}"}
    organization = Organization.objects.get_or_create(slug=slug, defaults=defaults | values)[0]
    organization.members.add(*(make_country(code) for code in members))
    return organization


def make_person(name: str = "", country: str | None = "TR", spellings: Iterable[str] = (), **values: Any) -> Person:
    """A person with the name and other spellings of it."""
    name = name or f"Person Number{next(_numbers)}"
    end = _end_in(values)
    with writing():
        person = Person.objects.create(name=name, country=make_country(country) if country else None, **values)
        for spelling in dict.fromkeys([name, *spellings]):
            PersonName.objects.create(person=person, name=spelling, folded=fold(spelling), keys=keys(spelling))
    return _ended(person, end)


@writing()
def make_tenure(person: Person, title: str, country: str, since: str | None = None, until: str | None = None) -> Tenure:
    office, _ = Office.objects.get_or_create(
        title=title, country=make_country(country), organization=None, defaults={"level": Level.MINISTER}
    )
    return Tenure.objects.create(office=office, person=person, **_span("from", since), **_span("to", until))


@writing()
def make_document(text: str = "The ministers met in Moscow on 25 April 2023.", **values: Any) -> Document:
    """A document that was read."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "external_id": f"note-{number}",
        "title": f"Note {number}",
        "publisher": "Example Agency",
        "published": date(2023, 4, 25),
        "language": "en",
        "retrieved_at": timezone.now(),
        "sha256": hashlib.sha256(f"{number}{text}".encode()).hexdigest(),
        "status": DocumentStatus.READ,
    }
    shown = defaults | values
    return Document.objects.create(text=text, search=vector(shown["title"], text), **shown)


def make_meeting(
    parties: Iterable[str] = ("RU", "TR"),
    start: str | None = "2023-04-25",
    end: str | None = None,
    participants: Iterable[Person] = (),
    organizations: Iterable[str] = (),
    **values: Any,
) -> Meeting:
    """A meeting as settled, its participants for their countries."""
    codes, slugs = sorted(parties), sorted(organizations)
    for code in codes:
        make_country(code)
    for slug in slugs:
        make_organization(slug)
    if isinstance(values.get("country"), str):
        values["country"] = make_country(values["country"])
    defaults: dict[str, Any] = {
        "title": f"Representatives of {', '.join(codes)} meet",
        "status": Status.HELD,
        "mode": Mode.IN_PERSON,
        "shape": Shape.of(len(codes) + len(slugs)),
        "confidence": 0.9,
        "document_count": 1,
    }
    close = _end_in(values)
    with writing():
        meeting = Meeting.objects.create(
            parties=codes, organizations=slugs, **_span("start", start), **_span("end", end), **(defaults | values)
        )
        for person in participants:
            Participation.objects.create(meeting=meeting, person=person, country=person.country, office="Defence Minister")
    return _ended(meeting, close)


@writing()
def make_claim(meeting: Meeting | None, document: Document | None = None, **values: Any) -> MeetingClaim:
    """A document's telling of the meeting."""
    defaults: dict[str, Any] = {"ordinal": next(_numbers), "prominence": Prominence.MAIN, "body": TOLD, "confidence": 0.9}
    return MeetingClaim.objects.create(meeting=meeting, document=document or make_document(), **(defaults | values))


def make_evidence(claim: MeetingClaim, field: str, value: Any, words: str, **values: Any) -> Evidence:
    """That the words, which stand in the claim's document, tell the value of the field."""
    start = claim.document.text.index(words)
    place = {"start": start, "end": start + len(words), "document": claim.document, "claim": claim}
    return Evidence.objects.create(field=field, value=value, **({"extractor": "test-1", "confidence": 0.9} | place | values))


@writing()
def make_statement(
    text: str = "“We will talk again,” he said.",
    speaker: Person | None = None,
    document: Document | None = None,
    day: str | None = "2023-04-24",
    **values: Any,
) -> Statement:
    """A statement of the speaker; of an institution where the values name one."""
    document = document or make_document(text=f"Before. {text} After.")
    start = document.text.index(text)
    if "institution" not in values:
        speaker = speaker or make_person()
        mention = PersonMention.objects.create(
            document=document, ordinal=next(_numbers), name=speaker.name, start=0, end=1, person=speaker
        )
        values |= {"mention": mention, "speaker": speaker}
        values.setdefault("country", speaker.country)
    defaults = {"ordinal": next(_numbers), "kind": StatementKind.DIRECT, "quotes": [], "confidence": 0.9}
    place = {"text": text, "start": start, "end": start + len(text), "document": document}
    return Statement.objects.create(**_span("day", day), **(defaults | place | values))


def _end_in(values: dict[str, Any]) -> dict[str, Any]:
    """How the record is to end, taken out of its values: it is there before it is merged or deleted."""
    return {name: values.pop(name) for name in ("merged_into", "deleted_at") if name in values}


@writing()
def _ended(record: Any, end: dict[str, Any]) -> Any:
    if end:
        apply_changes(record, end)
    return record


def _span(prefix: str, text: str | None) -> dict[str, date | None]:
    told = PartialDate.parse(text) if text else None
    return {f"{prefix}_earliest": told.earliest if told else None, f"{prefix}_latest": told.latest if told else None}
