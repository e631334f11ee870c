"""Meetings come to be from claims: which claims tell of one, and what they together settle."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from events.bulk import insert_rows, write_columns
from events.models import Country, Meeting, MeetingClaim, Organization, Participation, PersonMention, Tenure
from events.services.pins import typed_pins
from events.services.saving import apply_changes
from events.services.standing import words_on_meetings
from events.services.writing import writing
from events.settling import NO_PINS, Account, Participant, Pins, Settled, settle
from events.settling import Tenure as KnownTenure
from events.vocabulary import Capacity, Prominence, Shape, Status


def create_meetings(number: int) -> list[UUID]:
    """Empty meetings, to be settled in the same transaction from the claims that are about to be assigned to them."""
    new = [Meeting(title="…", status=Status.PLANNED, shape=Shape.UNILATERAL) for _ in range(number)]
    insert_rows(new)
    return [meeting.pk for meeting in new]


@writing()
def assign_claims(*, claims: Collection[MeetingClaim], meetings: Mapping[UUID, UUID]) -> set[UUID]:
    """Say of which meeting claims tell (claim id → meeting id). Returns the meetings whose settling is due.

    A meeting that lost all its claims to another is merged into that one.
    """
    moved = [c for c in claims if c.meeting_id != meetings[c.pk]]
    heirs = {c.meeting_id: meetings[c.pk] for c in moved if c.meeting_id}
    due = {m for c in moved for m in (c.meeting_id, meetings[c.pk]) if m}
    for claim in moved:
        claim.meeting_id = meetings[claim.pk]
    write_columns(moved, ["meeting"])
    emptied = Meeting.objects.filter(pk__in=heirs, claims__isnull=True, merged_into__isnull=True) if heirs else ()
    for meeting in emptied:
        heir = heirs[meeting.pk]
        Meeting.objects.filter(merged_into=meeting).update(merged_into=heir)
        meeting.participations.all().delete()
        apply_changes(meeting, {"merged_into_id": heir})
    return due


@writing()
def settle_meetings(*, ids: Iterable[UUID]) -> None:
    """Settle meetings from their claims and what editors say: settle(evidence, decisions) is what the record shows."""
    wanted = set(ids)
    if not wanted:
        return
    meetings = list(Meeting.objects.filter(pk__in=wanted, merged_into__isnull=True).prefetch_related("participations"))
    claims: dict[UUID, list[MeetingClaim]] = defaultdict(list)
    for claim in MeetingClaim.objects.filter(meeting__in=wanted).with_documents().order_by("pk"):
        if claim.meeting_id:
            claims[claim.meeting_id].append(claim)
    told = [claim for found in claims.values() for claim in found]
    persons = _persons_of({c.document_id for c in told})
    words = words_on_meetings({c.document.external_id for c in told})
    pins = {meeting: typed_pins(words[meeting].pins) for meeting in wanted & set(words)}
    names = _display_names(told, pins.values())
    accounts = {meeting: [_account(claim, persons) for claim in found] for meeting, found in claims.items()}
    tenures = _tenures(account for found in accounts.values() for account in found)
    shown: dict[UUID, Sequence[Participant]] = {}
    changed = []
    for meeting in meetings:
        if meeting.pk in accounts:
            settled = settle(accounts[meeting.pk], tenures, names, pins.get(meeting.pk, NO_PINS))
            values = _values(settled) | {"deleted_at": _deleted(meeting, meeting.pk in words and words[meeting.pk].deleted)}
            shown[meeting.pk] = settled.participants
        else:
            values = {"deleted_at": _deleted(meeting, True)}
        if any(getattr(meeting, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(meeting, name, value)
            changed.append(meeting)
    write_columns(changed, SETTLED)
    _write_participations(meetings, shown)
    _link_evidence([meeting.pk for meeting in meetings])


def _deleted(meeting: Meeting, is_deleted: bool) -> datetime | None:
    return (meeting.deleted_at or timezone.now()) if is_deleted else None


def _persons_of(documents: Iterable[UUID]) -> dict[tuple[UUID, int], tuple[str, str]]:
    """(document, ordinal of the mention) → (person id, name of the person)."""
    found = PersonMention.objects.filter(document__in=documents, person__isnull=False, person__deleted_at__isnull=True)
    rows = found.values_list("document_id", "ordinal", "person_id", "person__name")
    return {(document, ordinal): (str(person), name) for document, ordinal, person, name in rows}


def _display_names(claims: Iterable[MeetingClaim], pins: Iterable[Pins]) -> dict[str, str]:
    wanted = {e for c in claims for e in (*c.entities, c.body.get("country")) if e}
    for pinned in pins:
        wanted |= {e for e in (*pinned.get("parties", ()), *pinned.get("organizations", ()), pinned.get("country")) if e}
    countries = dict(Country.objects.filter(pk__in=wanted).values_list("code", "name"))
    return countries | dict(Organization.objects.filter(pk__in=wanted).values_list("slug", "short"))


def _account(claim: MeetingClaim, persons: Mapping[tuple[UUID, int], tuple[str, str]]) -> Account:
    body, document = claim.body, claim.document
    participants = []
    for told in body["participants"]:
        known = persons.get((claim.document_id, told["mention"]))
        if known:
            participants.append(
                Participant(
                    person=known[0],
                    name=known[1],
                    country=told["country"],
                    organization=told["organization"],
                    office=told["office"],
                    capacity=Capacity(told["capacity"]),
                    role=(told.get("level"), told.get("portfolio")),
                )
            )
    return Account(
        document=str(document.pk),
        voice=str(document.duplicate_of_id or document.pk),
        published=document.published,
        publisher=document.publisher,
        is_primary=document.is_primary,
        background=claim.prominence == Prominence.BACKGROUND,
        confidence=claim.confidence,
        parties=frozenset(body["parties"]),
        organizations=frozenset(body["organizations"]),
        participants=tuple(participants),
        sureness=body["sureness"],
        external_id=document.external_id,
        **claim.told(),
    )


def _tenures(accounts: Iterable[Account]) -> list[KnownTenure]:
    """Who is known to have held the offices that the accounts' participants are said to hold."""
    participants = [p for a in accounts for p in a.participants if p.role[0]]
    countries = {p.country for p in participants if p.country}
    organizations = {p.organization for p in participants if p.organization}
    if not countries and not organizations:
        return []
    found = Tenure.objects.filter(Q(office__country__in=countries) | Q(office__organization__in=organizations))
    return [
        KnownTenure(
            person=str(t.person.merged_into_id or t.person_id),
            name=t.person.name,
            title=t.office.title,
            country=t.office.country_id,
            organization=t.office.organization_id,
            level=t.office.level,
            portfolio=t.office.portfolio,
            since=t.from_earliest or date.min,
            until=t.to_latest or date.max,
        )
        for t in found.select_related("office", "person")
    ]


def _values(settled: Settled) -> dict[str, Any]:
    return {
        "title": settled.title,
        "status": settled.status.value,
        "status_history": [dict(step) for step in settled.status_history],
        "mode": settled.mode.value if settled.mode else None,
        "shape": settled.shape.value,
        "start_earliest": settled.start.earliest if settled.start else None,
        "start_latest": settled.start.latest if settled.start else None,
        "end_earliest": settled.end.earliest if settled.end else None,
        "end_latest": settled.end.latest if settled.end else None,
        "city": settled.city,
        "country_id": settled.country,
        "level": settled.level.value if settled.level else None,
        "portfolios": list(settled.portfolios),
        "parties": list(settled.parties),
        "organizations": list(settled.organizations),
        "conflicts": [dict(conflict) for conflict in settled.conflicts],
        "confidence": settled.confidence,
        "document_count": settled.documents,
    }


SETTLED = (
    "title", "status", "status_history", "mode", "shape", "start_earliest", "start_latest", "end_earliest", "end_latest", "city",
    "country", "level", "portfolios", "parties", "organizations", "conflicts", "confidence", "document_count", "deleted_at",
)  # fmt: skip
"""The fields of a meeting that settling writes."""


def _write_participations(meetings: Iterable[Meeting], shown: Mapping[UUID, Sequence[Participant]]) -> None:
    """Who took part in each meeting: nobody where `shown` tells of none."""
    new, changed, gone = [], [], []
    for meeting in meetings:
        present = {str(row.person_id): row for row in meeting.participations.all()}
        for participant in shown.get(meeting.pk, ()):
            values = {
                "country_id": participant.country,
                "organization_id": participant.organization,
                "office": participant.office,
                "capacity": participant.capacity.value,
                "flags": list(participant.flags),
            }
            row = present.pop(participant.person, None)
            if row is None:
                new.append(Participation(meeting=meeting, person_id=UUID(participant.person), **values))
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                changed.append(row)
        gone += [row.pk for row in present.values()]
    if gone:
        Participation.objects.filter(pk__in=gone).delete()
    write_columns(changed, ["country", "organization", "office", "capacity", "flags"])
    insert_rows(new)


def _link_evidence(meetings: Sequence[UUID]) -> None:
    """Evidence about a person proves the participation of that person in the meeting as it is now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_evidence AS e SET participation_id = now.participation FROM ("
            " SELECT e.id, p.id AS participation FROM events_meetingclaim AS c"
            " JOIN events_evidence AS e ON e.claim_id = c.id JOIN events_personmention AS m ON m.id = e.mention_id"
            " LEFT JOIN events_participation AS p ON p.meeting_id = c.meeting_id AND p.person_id = m.person_id"
            " WHERE c.meeting_id = ANY(%s)"
            ") AS now WHERE e.id = now.id AND e.participation_id IS DISTINCT FROM now.participation",
            [list(meetings)],
        )
