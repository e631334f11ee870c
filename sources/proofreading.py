"""What a reading may hold before it becomes rows: one bad value is dropped with a note and loses nothing else. Pure.

The readers are held to these rules by their tests; a text that nobody foresaw, or reference data that an editor has taken away,
must still not cost a document.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sources.extraction.reading import (
    DateReading,
    MeetingClaim,
    Participant,
    Person,
    Reading,
    Span,
    StatementClaim,
    Told,
)

LONGEST_CITY = 120  # events.models.Meeting.city
T = TypeVar("T")


@dataclass(slots=True)
class _Proof:
    length: int  # of the text, in code points
    countries: Set[str]
    organizations: Set[str]
    notes: list[str] = field(default_factory=list)

    def drop(self, what: str, why: str) -> None:
        self.notes.append(f"{what[:100]}: {why}")

    def has_words(self, span: Span) -> bool:
        return 0 <= span.start < span.end <= self.length

    def country(self, code: str | None) -> str | None:
        if code is None or code in self.countries:
            return code
        self.drop(code, "no country of the reference data")
        return None

    def organization(self, slug: str | None) -> str | None:
        if slug is None or slug in self.organizations:
            return slug
        self.drop(slug, "no organization of the reference data")
        return None

    def told(self, name: str, told: Told[T] | None) -> Told[T] | None:
        """A value whose words are there; those of one that was given with the document are empty."""
        if told is None:
            return None
        if told.span.start != told.span.end and not self.has_words(told.span):
            self.drop(name, f"its words are not in the text: {told.span}")
            return None
        return replace(told, confidence=share(told.confidence))


def proofread(reading: Reading, text: str, countries: Set[str], organizations: Set[str]) -> tuple[Reading, Sequence[str]]:
    """The reading without what the record cannot hold; notes on what was dropped, after those of the reader itself.

    `countries` and `organizations` are the codes and slugs that there are.
    """
    proof = _Proof(len(text), countries, organizations)
    persons = [_person(proof, person) for person in reading.persons]
    person_at, kept_persons = _renumbered(persons)
    meetings = [_meeting(proof, claim, person_at) for claim in reading.meetings]
    meeting_at, kept_meetings = _renumbered(meetings)
    statements = [_statement(proof, told, text, person_at, meeting_at) for told in reading.statements]
    kept = tuple(told for told in statements if told is not None)
    return replace(reading, persons=kept_persons, meetings=kept_meetings, statements=kept), (*reading.notes, *proof.notes)


def share(confidence: float) -> float:
    """A confidence from 0 to 1."""
    return 0.0 if math.isnan(confidence) else min(max(confidence, 0.0), 1.0)


def _renumbered(items: Sequence[T | None]) -> tuple[dict[int, int], tuple[T, ...]]:
    """Where each thing that is kept stands now, by where it stood; and those that are kept."""
    kept = [(i, item) for i, item in enumerate(items) if item is not None]
    return {old: new for new, (old, _) in enumerate(kept)}, tuple(item for _, item in kept)


def _person(proof: _Proof, person: Person) -> Person | None:
    name = " ".join(person.name.split())
    if not name:
        proof.drop("a person", "without a name")
        return None
    if not proof.has_words(person.span):
        proof.drop(name, f"a name that is not in the text: {person.span}")
        return None
    return replace(
        person,
        name=name,
        country=proof.country(person.country),
        organization=proof.organization(person.organization),
        confidence=share(person.confidence),
    )


def _meeting(proof: _Proof, claim: MeetingClaim, person_at: dict[int, int]) -> MeetingClaim | None:
    if not proof.has_words(claim.span):
        proof.drop("a meeting", f"its sentence is not in the text: {claim.span}")
        return None
    parties = tuple(p for p in _all_told(proof, "parties", claim.parties) if proof.country(p.value))
    organizations = tuple(o for o in _all_told(proof, "organizations", claim.organizations) if proof.organization(o.value))
    if not parties and not organizations:
        proof.drop(f"a meeting at {claim.span.start}", "it has no party")
        return None
    start, end = _date(proof, "start_date", claim.start), _date(proof, "end_date", claim.end)
    if start and end and start.value.date and end.value.date and end.value.date.latest < start.value.date.earliest:
        proof.drop("end_date", f"{end.value.date} is before the start, {start.value.date}")
        end = None
    city = proof.told("city", claim.city)
    if city and not 0 < len(city.value.strip()) <= LONGEST_CITY:
        proof.drop("city", f"{len(city.value)} characters are no city's name")
        city = None
    country = proof.told("country", claim.country)
    return replace(
        claim,
        parties=parties,
        organizations=organizations,
        # Without its words a status or a mode is not lost: the sentence tells it.
        status=proof.told("status", claim.status) or replace(claim.status, span=claim.span, confidence=0.0),
        mode=proof.told("mode", claim.mode) or replace(claim.mode, span=claim.span, confidence=0.0),
        start=start,
        end=end,
        city=city,
        country=country if country and proof.country(country.value) else None,
        level=proof.told("level", claim.level),
        portfolios=_all_told(proof, "portfolios", claim.portfolios),
        participants=tuple(
            replace(_participant(proof, p, claim), person=person_at[p.person])
            for p in claim.participants
            if p.person in person_at
        ),
        confidence=share(claim.confidence),
    )


def _all_told(proof: _Proof, name: str, values: Sequence[Told[T]]) -> tuple[Told[T], ...]:
    return tuple(told for value in values if (told := proof.told(name, value)) is not None)


def _participant(proof: _Proof, participant: Participant, claim: MeetingClaim) -> Participant:
    return replace(
        participant,
        span=participant.span if proof.has_words(participant.span) else claim.span,
        country=proof.country(participant.country),
        organization=proof.organization(participant.organization),
        confidence=share(participant.confidence),
    )


def _date(proof: _Proof, name: str, told: Told[DateReading] | None) -> Told[DateReading] | None:
    found = proof.told(name, told)
    if found is None:
        return None
    given = found.value
    sound = DateReading(
        date=given.date,
        month=given.month if given.month in range(1, 13) else None,
        day=given.day if given.day in range(1, 32) else None,
        weekday=given.weekday if given.weekday in range(7) else None,
    )
    if sound != given:
        proof.drop(name, f"no month, day or weekday of a calendar: {given.month}, {given.day}, {given.weekday}")
    return replace(found, value=sound) if sound != DateReading() else None


def _statement(
    proof: _Proof, told: StatementClaim, text: str, person_at: dict[int, int], meeting_at: dict[int, int]
) -> StatementClaim | None:
    if not proof.has_words(told.span) or not text[told.span.start : told.span.end].strip():
        proof.drop("a statement", f"its words are not in the text: {told.span}")
        return None
    speaker = person_at.get(told.speaker) if told.speaker is not None else None
    institution = " ".join((told.institution or "").split()) or None
    if speaker is None and institution is None:
        proof.drop(f"a statement at {told.span.start}", "it has no speaker")
        return None
    day = proof.told("day", told.day)
    return replace(
        told,
        speaker=speaker,
        institution=institution if speaker is None else None,
        country=proof.country(told.country),
        organization=proof.organization(told.organization),
        speaker_span=told.speaker_span if told.speaker_span and proof.has_words(told.speaker_span) else None,
        quotes=tuple(q for q in told.quotes if proof.has_words(q) and told.span.start <= q.start and q.end <= told.span.end),
        day=replace(day, span=told.span) if day and not proof.has_words(day.span) else day,
        meeting=meeting_at.get(told.meeting) if told.meeting is not None else None,
        confidence=share(told.confidence),
    )
