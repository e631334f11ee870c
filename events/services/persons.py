"""Persons come to be from mentions and reference data; names and spellings are settled from all that name them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from events.models import MeetingClaim, Person, PersonMention, PersonName, Statement
from events.names import fold, keys, words
from events.services.saving import apply_changes


@transaction.atomic
def assign_mentions(*, persons: Mapping[UUID, UUID | None]) -> tuple[set[UUID], set[UUID]]:
    """Say whom mentions mean (mention id → person id; None: a person of its own making).

    Returns the persons and the meetings whose settling is due.
    """
    mentions = list(PersonMention.objects.filter(pk__in=persons).select_related("document"))
    moved = [m for m in mentions if m.person_id != persons[m.pk]]
    due = {p for m in moved for p in (m.person_id, persons[m.pk]) if p}
    heirs = {m.person_id: persons[m.pk] for m in moved if m.person_id}
    for mention in moved:
        mention.person_id = persons[mention.pk]
    PersonMention.objects.bulk_update(moved, ["person"])
    statements = list(Statement.objects.filter(mention__in=moved).select_related("mention"))
    for statement in statements:
        statement.speaker_id = statement.mention.person_id if statement.mention else None
    Statement.objects.bulk_update(statements, ["speaker"])
    meetings = MeetingClaim.objects.filter(document__in={m.document_id for m in moved}, meeting__isnull=False)
    due_meetings = set(meetings.values_list("meeting_id", flat=True))
    _merge_emptied(heirs)
    return due, due_meetings


def _merge_emptied(heirs: Mapping[UUID, UUID | None]) -> None:
    """A person whose mentions all went to another is merged into that one, and with it those merged into it before."""
    for emptied in Person.objects.filter(pk__in=heirs, is_reference=False, mentions__isnull=True, merged_into__isnull=True):
        heir = heirs[emptied.pk]
        if heir and heir != emptied.pk:
            Person.objects.filter(merged_into=emptied).update(merged_into=heir)
            apply_changes(emptied, {"merged_into_id": heir})
            emptied.names.all().delete()


def create_person(*, mention: PersonMention) -> Person:
    """A person whom no record knew, by the first mention."""
    return Person.objects.create(name=mention.name, country_id=mention.country_id, organization_id=mention.organization_id)


@transaction.atomic
def settle_persons(*, ids: Iterable[UUID]) -> None:
    """Settle name, country and spellings of persons from their mentions; reference data outranks documents.

    Persons whom no document names any more are deleted, unless reference data knows them.
    """
    for person in Person.objects.filter(pk__in=set(ids), merged_into__isnull=True).prefetch_related("names", "mentions"):
        mentions = list(person.mentions.all())
        if not mentions and not person.is_reference:
            person.names.all().delete()
            if person.deleted_at is None:
                apply_changes(person, {"deleted_at": timezone.now()})
            continue
        values: dict[str, object] = {"deleted_at": None}
        if not person.is_reference:
            told = Counter(m.name for m in mentions)
            values["name"] = max(told, key=lambda n: (len(words(n)), told[n], n))
            values["country_id"] = _most_told(m.country_id for m in mentions)
            values["organization_id"] = _most_told(m.organization_id for m in mentions)
        apply_changes(person, values)
        _settle_spellings(person, {m.name for m in mentions})


def _most_told(values: Iterable[str | None]) -> str | None:
    told = Counter(v for v in values if v)
    return max(told, key=lambda v: (told[v], v)) if told else None


def _settle_spellings(person: Person, told: set[str]) -> None:
    kept = {n.name for n in person.names.all() if n.is_reference}
    gone = [n.pk for n in person.names.all() if not n.is_reference and n.name not in told]
    if gone:
        PersonName.objects.filter(pk__in=gone).delete()
    new = told - kept - {n.name for n in person.names.all()}
    PersonName.objects.bulk_create(
        [PersonName(person=person, name=n, folded=fold(n)[:200], keys=keys(n)) for n in sorted(new)], ignore_conflicts=True
    )
