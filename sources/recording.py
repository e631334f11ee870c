"""A reading as rows of the record: what the pure readers claim, with the words that prove it, ready for `replace_readings`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import structlog

from events.models import Country, Document, Evidence, MeetingClaim, Organization, PersonMention, Statement
from events.names import keys
from events.services.readings import ReadingRows
from events.vocabulary import Shape, StatementKind
from sources.extraction.offices import classify
from sources.extraction.reading import DateReading, Person, Reading, Span, StatementClaim, Told
from sources.extraction.reading import MeetingClaim as ReadClaim
from sources.proofreading import proofread

log = structlog.get_logger(__name__)

QUOTATION = 500  # code points: the public API shows no longer ones
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Codes:
    """Of which countries and organizations the record knows."""

    countries: frozenset[str]
    organizations: frozenset[str]

    @classmethod
    def known(cls) -> Self:
        return cls(
            frozenset(Country.objects.values_list("code", flat=True)),
            frozenset(Organization.objects.values_list("slug", flat=True)),
        )


def rows_of(document: Document, reading: Reading, known: Codes, former: Document | None = None) -> ReadingRows:
    """The rows of a document's reading, unsaved; what the record cannot hold is left out."""
    reading, notes = proofread(reading, document.text, known.countries, known.organizations)
    if notes:
        log.warning("left out of a reading", document=document.external_id, notes=notes)
    evidence: list[Evidence] = []
    proof = _Proof(document, reading.extractor, evidence)
    mentions = [_mention(document, i, person) for i, person in enumerate(reading.persons)]
    claims = []
    for i, claim in enumerate(reading.meetings):
        row = _claim(document, i, claim, reading.persons)
        claims.append(row)
        _prove_claim(proof, row, claim, mentions)
    statements = []
    for i, told in enumerate(reading.statements):
        statement = _statement(document, i, told, mentions, claims)
        statements.append(statement)
        _prove_statement(proof, statement, told)
    return ReadingRows(document, reading.extractor, mentions, claims, statements, evidence, former)


def _mention(document: Document, ordinal: int, person: Person) -> PersonMention:
    return PersonMention(
        document=document,
        ordinal=ordinal,
        name=person.name[:200],
        keys=keys(person.name),
        country_id=person.country,
        organization_id=person.organization,
        role=person.role[:200] if person.role else None,
        is_actor=person.actor,
        start=person.span.start,
        end=person.span.end,
    )


def _claim(document: Document, ordinal: int, claim: ReadClaim, persons: tuple[Person, ...]) -> MeetingClaim:
    start = claim.start.value if claim.start else DateReading()
    parties = sorted({p.value for p in claim.parties})
    organizations = sorted({o.value for o in claim.organizations})
    return MeetingClaim(
        document=document,
        ordinal=ordinal,
        prominence=claim.prominence.value,
        entities=sorted({*parties, *organizations}),
        start_earliest=start.date.earliest if start.date else None,
        start_latest=start.date.latest if start.date else None,
        month=start.month,
        day=start.day,
        weekday=start.weekday,
        confidence=claim.confidence,
        body={
            "status": claim.status.value,
            "mode": claim.mode.value,
            "start": str(start.date) if start.date else None,
            "end": str(claim.end.value.date) if claim.end and claim.end.value.date else None,
            "city": claim.city.value if claim.city else None,
            "country": claim.country.value if claim.country else None,
            "level": claim.level.value if claim.level else None,
            "portfolios": sorted({p.value for p in claim.portfolios}),
            "parties": parties,
            "organizations": organizations,
            "participants": [_participant(p, persons) for p in claim.participants],
            "sureness": _sureness(claim),
        },
    )


def _participant(participant: Any, persons: tuple[Person, ...]) -> dict[str, Any]:
    person = persons[participant.person]
    office = participant.office or person.role
    level, portfolios = classify(office) if office else (None, ())
    return {
        "mention": participant.person,
        "country": participant.country or person.country,
        "organization": participant.organization or person.organization,
        "office": office[:200] if office else None,
        "capacity": participant.capacity.value,
        "level": level.value if level else None,
        "portfolio": portfolios[0].value if len(portfolios) == 1 else None,
    }


def _sureness(claim: ReadClaim) -> dict[str, float]:
    told: dict[str, Told[Any] | None] = {
        "status": claim.status,
        "mode": claim.mode,
        "start_date": claim.start,
        "end_date": claim.end,
        "city": claim.city,
        "country": claim.country,
        "level": claim.level,
    }
    return {name: round(value.confidence, 3) for name, value in told.items() if value is not None}


def open_form(reading: DateReading) -> str:
    """A date as evidence shows it: "2023-04-25", "2023-04"; without a year "--04-25", "--04" (ISO 8601), or "Tuesday"."""
    if reading.date is not None:
        return str(reading.date)
    if reading.month is not None:
        return f"--{reading.month:02}-{reading.day:02}" if reading.day else f"--{reading.month:02}"
    return _WEEKDAYS[reading.weekday] if reading.weekday is not None else "unknown"


class _Proof:
    """Collects evidence rows; a stretch longer than a quotation may be is cut at its end."""

    def __init__(self, document: Document, extractor: str, rows: list[Evidence]) -> None:
        self.document, self.extractor, self.rows = document, extractor, rows
        self.sentence = Span(0, 0)  # of the claim that is being proved

    def add(self, field: str, value: Any, span: Span, confidence: float, **target: Any) -> None:
        if span.end <= span.start and "claim" in target:
            span = self.sentence  # known from what was given with the document: the sentence is what it was read into
        end = min(span.end, span.start + QUOTATION, len(self.document.text))
        if span.start >= end:
            raise ValueError(f"{field} of {self.document.external_id} is proved by no words: {span}")
        self.rows.append(
            Evidence(
                document=self.document,
                field=field,
                value=value,
                start=span.start,
                end=end,
                extractor=self.extractor,
                confidence=round(min(max(confidence, 0.0), 1.0), 3),
                **target,
            )
        )


def _prove_claim(proof: _Proof, row: MeetingClaim, claim: ReadClaim, mentions: list[PersonMention]) -> None:
    proof.sentence = claim.span
    sentence = proof.document.text[claim.span.start : claim.span.end]
    proof.add("title", " ".join(sentence.split())[:QUOTATION], claim.span, claim.confidence, claim=row)
    proof.add("shape", Shape.of(len(row.entities)).value, claim.span, claim.confidence, claim=row)
    single: Mapping[str, Told[Any] | None] = {
        "status": claim.status,
        "mode": claim.mode,
        "city": claim.city,
        "country": claim.country,
        "level": claim.level,
    }
    for name, told in single.items():
        if told is not None:
            proof.add(name, str(told.value), told.span, told.confidence, claim=row)
    for name, date in (("start_date", claim.start), ("end_date", claim.end)):
        if date is not None:
            proof.add(name, open_form(date.value), date.span, date.confidence, claim=row)
    several: Iterable[tuple[str, tuple[Told[Any], ...]]] = (
        ("portfolios", claim.portfolios),
        ("parties", claim.parties),
        ("organizations", claim.organizations),
    )
    for name, values in several:
        for told in values:
            proof.add(name, str(told.value), told.span, told.confidence, claim=row)
    for participant, stored in zip(claim.participants, row.body["participants"], strict=True):
        mention = mentions[participant.person]
        target = {"claim": row, "mention": mention}
        proof.add("participants", mention.name, participant.span, participant.confidence, **target)
        if stored["office"]:
            proof.add("office", stored["office"], participant.span, participant.confidence, **target)


def _statement(
    document: Document, ordinal: int, told: StatementClaim, mentions: list[PersonMention], claims: list[MeetingClaim]
) -> Statement:
    quotes = [document.text[q.start : q.end] for q in told.quotes]
    return Statement(
        document=document,
        ordinal=ordinal,
        mention=mentions[told.speaker] if told.speaker is not None else None,
        institution=told.institution[:300] if told.institution and told.speaker is None else None,
        office=told.office[:200] if told.office else None,
        country_id=told.country,
        organization_id=told.organization,
        kind=told.kind.value,
        text=document.text[told.span.start : told.span.end],
        quotes=quotes if told.kind == StatementKind.DIRECT else [],
        start=told.span.start,
        end=told.span.end,
        day_earliest=told.day.value.earliest if told.day else None,
        day_latest=told.day.value.latest if told.day else None,
        claim=claims[told.meeting] if told.meeting is not None else None,
        confidence=round(told.confidence, 3),
    )


def _prove_statement(proof: _Proof, row: Statement, told: StatementClaim) -> None:
    proof.add("text", told.kind.value, told.span, told.confidence, statement=row)
    speaker = row.mention.name if row.mention else row.institution
    proof.add(
        "speaker" if row.mention else "institution", speaker, told.speaker_span or told.span, told.confidence, statement=row
    )
    if told.day is not None:
        proof.add("day", str(told.day.value), told.day.span, told.day.confidence, statement=row)
