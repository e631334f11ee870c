"""Meetings come to be from claims: which claims tell of one, and what they together settle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from events.models import (
    Country,
    Evidence,
    Meeting,
    MeetingClaim,
    Organization,
    Participation,
    PersonMention,
    Statement,
    Tenure,
)
from events.partial_dates import PartialDate
from events.search import vector
from events.services.saving import apply_changes
from events.settling import Account, Participant, Settled, settle
from events.settling import Tenure as KnownTenure
from events.vocabulary import Capacity, Level, Mode, Prominence, Shape, Status


def create_meeting() -> Meeting:
    """An empty meeting, to be settled in the same transaction from the claims that are about to be assigned to it."""
    return Meeting.objects.create(title="…", status=Status.PLANNED, shape=Shape.UNILATERAL)


@transaction.atomic
def assign_claims(*, meetings: Mapping[UUID, UUID]) -> set[UUID]:
    """Say of which meeting claims tell (claim id → meeting id). Returns the meetings whose settling is due.

    A meeting that lost all its claims to another is merged into that one.
    """
    moved = [c for c in MeetingClaim.objects.filter(pk__in=meetings) if c.meeting_id != meetings[c.pk]]
    heirs = {c.meeting_id: meetings[c.pk] for c in moved if c.meeting_id}
    due = {m for c in moved for m in (c.meeting_id, meetings[c.pk]) if m}
    for claim in moved:
        claim.meeting_id = meetings[claim.pk]
    MeetingClaim.objects.bulk_update(moved, ["meeting"])
    for emptied in Meeting.objects.filter(pk__in=heirs, claims__isnull=True, merged_into__isnull=True):
        heir = heirs[emptied.pk]
        Meeting.objects.filter(merged_into=emptied).update(merged_into=heir)
        emptied.participations.all().delete()
        apply_changes(emptied, {"merged_into_id": heir})
    return due


@transaction.atomic
def settle_meetings(*, ids: Iterable[UUID]) -> None:
    """Settle meetings from their claims: settle(evidence), and nothing else, is what the record shows."""
    wanted = set(ids)
    meetings = Meeting.objects.filter(pk__in=wanted, merged_into__isnull=True)
    claims: dict[UUID, list[MeetingClaim]] = defaultdict(list)
    told = MeetingClaim.objects.filter(meeting__in=wanted).select_related("document").defer("document__text", "document__search")
    for claim in told.order_by("pk"):
        if claim.meeting_id:
            claims[claim.meeting_id].append(claim)
    persons = _persons_of([c.document_id for found in claims.values() for c in found])
    names = _display_names(c for found in claims.values() for c in found)
    for meeting in meetings:
        accounts = [_account(claim, persons) for claim in claims[meeting.pk]]
        if not accounts:
            meeting.participations.all().delete()
            if meeting.deleted_at is None:
                apply_changes(meeting, {"deleted_at": timezone.now()})
            continue
        settled = settle(accounts, _tenures(accounts), names)
        if _write(meeting, settled):
            people = [p.name for p in settled.participants]
            Meeting.objects.filter(pk=meeting.pk).update(search=vector(settled.title, settled.city, *people))
        _link_statements(meeting)
        _link_evidence(meeting)


def _persons_of(documents: list[UUID]) -> dict[tuple[UUID, int], tuple[str, str]]:
    """(document, ordinal of the mention) → (person id, name of the person)."""
    found = PersonMention.objects.filter(document__in=documents, person__isnull=False)
    rows = found.values_list("document_id", "ordinal", "person_id", "person__name")
    return {(document, ordinal): (str(person), name) for document, ordinal, person, name in rows}


def _display_names(claims: Iterable[MeetingClaim]) -> dict[str, str]:
    wanted = {e for c in claims for e in (*c.entities, c.body.get("country")) if e}
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
        background=claim.prominence == Prominence.BACKGROUND,
        confidence=claim.confidence,
        status=Status(body["status"]),
        mode=Mode(body["mode"]) if body["mode"] else None,
        start=PartialDate.parse(body["start"]) if body["start"] else None,
        end=PartialDate.parse(body["end"]) if body["end"] else None,
        month=claim.month,
        day=claim.day,
        weekday=claim.weekday,
        city=body["city"],
        country=body["country"],
        level=Level(body["level"]) if body["level"] else None,
        portfolios=frozenset(body["portfolios"]),
        parties=frozenset(body["parties"]),
        organizations=frozenset(body["organizations"]),
        participants=tuple(participants),
        sureness=body["sureness"],
        external_id=document.external_id,
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
            person=str(t.person_id),
            country=t.office.country_id,
            organization=t.office.organization_id,
            level=t.office.level,
            portfolio=t.office.portfolio,
            since=t.from_earliest or date.min,
            until=t.to_latest or date.max,
        )
        for t in found.select_related("office")
    ]


def _write(meeting: Meeting, settled: Settled) -> bool:
    values: dict[str, Any] = {
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
        "deleted_at": None,
    }
    participations_changed = _write_participations(meeting, settled.participants)
    values["statement_count"] = Statement.objects.filter(claim__meeting=meeting).count()
    if participations_changed:
        meeting.version, meeting.updated_at = meeting.version + 1, timezone.now()
        meeting.save(update_fields=["version", "updated_at"])
    return apply_changes(meeting, values) or participations_changed


def _write_participations(meeting: Meeting, settled: Iterable[Participant]) -> bool:
    present = {str(p.person_id): p for p in meeting.participations.all()}
    changed = False
    wanted = {p.person: p for p in settled}
    for gone in set(present) - set(wanted):
        present[gone].delete()
        changed = True
    for person, participant in wanted.items():
        values = {
            "country_id": participant.country,
            "organization_id": participant.organization,
            "office": participant.office,
            "capacity": participant.capacity.value,
            "flags": list(participant.flags),
        }
        row = present.get(person)
        if row is None:
            Participation.objects.create(meeting=meeting, person_id=UUID(person), **values)
            changed = True
        elif any(getattr(row, name) != value for name, value in values.items()):
            Participation.objects.filter(pk=row.pk).update(**values)
            changed = True
    return changed


def _link_statements(meeting: Meeting) -> None:
    """Statements follow the claims at or about which they were said."""
    strays = Statement.objects.filter(claim__meeting=meeting).exclude(meeting=meeting)
    ids = list(strays.values_list("pk", flat=True))
    Statement.objects.filter(pk__in=ids).update(meeting=meeting, version=F("version") + 1, updated_at=timezone.now())


def _link_evidence(meeting: Meeting) -> None:
    """Evidence about a person proves the participation of that person in the meeting as it is now."""
    rows = list(Evidence.objects.filter(claim__meeting=meeting, mention__isnull=False).select_related("mention"))
    of_person = dict(meeting.participations.values_list("person_id", "pk"))
    changed = []
    for row in rows:
        target = of_person.get(row.mention.person_id) if row.mention and row.mention.person_id else None
        if row.participation_id != target:
            row.participation_id = target
            changed.append(row)
    Evidence.objects.bulk_update(changed, ["participation"])
