"""Statements as the record shows them: what their documents tell, and above it what editors say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from events.anchors import PersonAnchor, StatementAnchor, home
from events.bulk import write_columns
from events.models import Decision, Meeting, Person, Statement
from events.services.pins import partial_date
from events.services.standing import Persons, Word, claims_in, claims_of, find_claims, find_statements, person_anchors_in
from events.services.writing import writing
from events.vocabulary import DecidedResource, StatementKind

PINNED = ("institution", "office", "country_id", "organization_id", "kind", "quotes", "day_earliest", "day_latest")
"""Columns that a reading fills and an editor may pin; speaker and meeting follow from mention and claim."""
COLUMNS = (*PINNED, "speaker_id", "meeting_id", "told", "deleted_at")
_READ = (
    *COLUMNS, "mention_id", "claim_id", "document__external_id", "mention__is_rejected", "mention__person__deleted_at",
    "claim__is_rejected", "claim__meeting__deleted_at",
)  # fmt: skip


@writing()
def settle_statements(*, conditions: Sequence[Q]) -> set[UUID]:
    """Settle the statements that meet one of the conditions. Returns the meetings whose statements are to be counted."""
    # Each by its own index: what joins them with OR is looked for in the whole table.
    first, *others = (Statement.objects.filter(condition).order_by().values("pk") for condition in conditions)
    found = {row["pk"] for row in first.union(*others)}
    if not found:
        return set()
    rows = Statement.objects.filter(pk__in=found).select_related("document", "mention__person", "claim__meeting")
    statements = list(rows.only(*_READ).order_by("pk"))
    said = _words({s.document.external_id for s in statements})
    meetings = {s.meeting_id for s in statements}
    changed = [s for s in statements if _assign(s, _settled(s, said.get(s.pk, _Said())))]
    write_columns(changed, [name.removesuffix("_id") for name in COLUMNS])
    return {meeting for meeting in meetings | {s.meeting_id for s in statements} if meeting}


def _assign(statement: Statement, values: Mapping[str, Any]) -> bool:
    """Set the values. Whether any differs."""
    changed = any(getattr(statement, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(statement, name, value)
    return changed


class _Said(Word):
    """What editors say of a statement, its persons and meetings found."""

    def __init__(self) -> None:
        super().__init__()
        self.speaker: UUID | None = None
        self.meeting: UUID | None = None


def _words(documents: Iterable[str]) -> dict[UUID, _Said]:
    """What editors say of the statements of these documents (external ids)."""
    about = Decision.objects.standing().hanging_on(documents=documents)
    decisions = list(about.filter(resource=DecidedResource.STATEMENTS))
    if not decisions:
        return {}
    anchors = {d.pk: StatementAnchor.of(d.anchor["statement"]) for d in decisions}
    statements = find_statements(anchors.values())
    claims, persons = find_claims(claims_in(decisions)), Persons(person_anchors_in(decisions))
    current = _Current(persons, decisions)
    said: dict[UUID, _Said] = defaultdict(_Said)
    for decision in decisions:
        statement = statements.get(anchors[decision.pk])
        if statement is None:
            continue
        word, value = said[statement.pk], decision.payload.get("value")
        field = decision.payload.get("field", "")
        if field == "speaker":
            word.speaker = current.person(PersonAnchor.of(value["anchor"]))
            if word.speaker is None:
                continue
            word.pins.pop("institution", None)
        elif field == "institution":
            word.speaker = None
            word.pins.pop("speaker", None)
        elif field == "meeting" and value is not None:
            told = (claims[c].meeting_id if c in claims else None for c in claims_of(value["anchor"]))
            word.meeting = current.meeting(home(told))
            if word.meeting is None:
                continue
        word.hear(decision, field, value)
    return said


class _Current:
    """Which of the persons and meetings that pins name are shown: a pin of another one has no say."""

    def __init__(self, persons: Persons, decisions: Iterable[Decision]) -> None:
        self._persons = persons
        found = {persons.find(anchor) for anchor in person_anchors_in(decisions)}
        self._shown = set(Person.objects.current().filter(pk__in={p for p in found if p}).values_list("pk", flat=True))

    def person(self, anchor: PersonAnchor) -> UUID | None:
        found = self._persons.find(anchor)
        return found if found in self._shown else None

    def meeting(self, found: UUID | None) -> UUID | None:
        return found if found and Meeting.objects.current().filter(pk=found).exists() else None


def _settled(statement: Statement, word: _Said) -> dict[str, Any]:
    """The columns of a statement as they are to be."""
    told = {name: _typed(name, value) for name, value in (statement.told or {}).items()}
    base = {name: told.get(name, getattr(statement, name)) for name in PINNED}
    values = dict(base)
    mention, claim = statement.mention, statement.claim
    person = mention.person if mention and not mention.is_rejected else None
    shown_person = person if person and person.deleted_at is None else None
    values["speaker_id"] = shown_person.pk if shown_person else None
    meeting = claim.meeting if claim and not claim.is_rejected else None
    values["meeting_id"] = meeting.pk if meeting and meeting.deleted_at is None else None
    _pin(values, word)
    values["told"] = {name: _plain(base[name]) for name in PINNED if values[name] != base[name]} or None
    nobody = values["speaker_id"] is None and values["institution"] is None
    hidden = word.deleted or nobody
    values["deleted_at"] = (statement.deleted_at or timezone.now()) if hidden else None
    return values


def _pin(values: dict[str, Any], word: _Said) -> None:
    pins = word.pins
    if "speaker" in pins:
        values |= {"speaker_id": word.speaker, "institution": None}
    if "institution" in pins:
        values |= {"speaker_id": None, "institution": pins["institution"]}
    for name, column in (("office", "office"), ("country", "country_id"), ("organization", "organization_id"), ("kind", "kind")):
        if name in pins:
            values[column] = pins[name]
    if pins.get("kind") == StatementKind.INDIRECT:
        values["quotes"] = []
    if "day" in pins:
        day = partial_date(pins["day"])
        values |= {"day_earliest": day.earliest if day else None, "day_latest": day.latest if day else None}
    if "meeting" in pins:
        values["meeting_id"] = word.meeting if pins["meeting"] is not None else None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name.startswith("day") and value else value


@writing()
def count_statements(*, meetings: Collection[UUID]) -> None:
    """Write how many statements each of the meetings has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_meeting AS m SET statement_count = now.number FROM ("
            " SELECT w.id, count(s.id) AS number FROM unnest(%s::uuid[]) AS w (id)"
            " LEFT JOIN events_statement AS s ON s.meeting_id = w.id AND s.deleted_at IS NULL GROUP BY w.id"
            ") AS now WHERE m.id = now.id AND m.statement_count <> now.number",
            [list(meetings)],
        )
