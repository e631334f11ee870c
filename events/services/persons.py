"""Persons come to be from mentions and reference data; names and spellings are settled from all that name them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from events.models import MeetingClaim, Person, PersonMention, PersonName, Statement
from events.names import fold, keys, words
from events.services.saving import apply_changes

Spelling = tuple[str, str | None, str | None]
"""A name as documents write it, with the country and the organization that they give its bearer."""


@transaction.atomic
def assign_mentions(*, persons: Mapping[Spelling, UUID]) -> tuple[set[UUID], set[UUID]]:
    """Say whom names mean: every mention of a spelling means the person.

    Returns the persons and the meetings whose settling is due.
    """
    if not persons:
        return set(), set()
    spelled = reduce(or_, (Q(name=name, country=country, organization=org) for name, country, org in persons))
    told = PersonMention.objects.filter(spelled)
    moved = [m for m in told if m.person_id != persons[m.name, m.country_id, m.organization_id]]
    heirs = {m.person_id: persons[m.name, m.country_id, m.organization_id] for m in moved if m.person_id}
    for mention in moved:
        mention.person_id = persons[mention.name, mention.country_id, mention.organization_id]
    PersonMention.objects.bulk_update(moved, ["person"], batch_size=500)
    person_of = {m.pk: m.person_id for m in moved}
    statements = list(Statement.objects.filter(mention__in=person_of).only("pk", "mention", "version"))
    for statement in statements:
        statement.speaker_id = person_of[statement.mention_id] if statement.mention_id else None
        statement.version, statement.updated_at = statement.version + 1, timezone.now()
    Statement.objects.bulk_update(statements, ["speaker", "version", "updated_at"], batch_size=500)
    meetings = MeetingClaim.objects.filter(document__in={m.document_id for m in moved}, meeting__isnull=False)
    due_meetings = {meeting for meeting in meetings.values_list("meeting_id", flat=True) if meeting}
    _merge_emptied(heirs)
    return set(heirs) | set(persons.values()), due_meetings


def _merge_emptied(heirs: Mapping[UUID, UUID | None]) -> None:
    """A person whose mentions all went to another is merged into that one, and with it those merged into it before."""
    for emptied in Person.objects.filter(pk__in=heirs, is_reference=False, mentions__isnull=True, merged_into__isnull=True):
        heir = heirs[emptied.pk]
        if heir and heir != emptied.pk:
            Person.objects.filter(merged_into=emptied).update(merged_into=heir)
            apply_changes(emptied, {"merged_into_id": heir})
            emptied.names.all().delete()


def create_person(*, spelling: Spelling) -> Person:
    """A person whom no record knew, by the first spelling."""
    name, country, organization = spelling
    return Person.objects.create(name=name, country_id=country, organization_id=organization)


@transaction.atomic
def settle_persons(*, ids: Iterable[UUID]) -> None:
    """Settle name, country and spellings of persons from their mentions; reference data outranks documents.

    Persons whom no document names any more are deleted, unless reference data knows them.
    """
    wanted = set(ids)
    told: dict[UUID, Counter[Spelling]] = defaultdict(Counter)
    rows = PersonMention.objects.filter(person__in=wanted).order_by().values_list("person", "name", "country", "organization")
    for person_id, name, country, organization, count in rows.annotate(count=Count("pk")):
        told[person_id][name, country, organization] = count
    for person in Person.objects.filter(pk__in=wanted, merged_into__isnull=True).prefetch_related("names"):
        spellings = told[person.pk]
        if not spellings and not person.is_reference:
            person.names.all().delete()
            if person.deleted_at is None:
                apply_changes(person, {"deleted_at": timezone.now()})
            continue
        values: dict[str, object] = {"deleted_at": None}
        if not person.is_reference:
            names = _total(spellings, 0)
            values["name"] = max(names, key=lambda n: (len(words(n)), names[n], n))
            values["country_id"] = _most_told(_total(spellings, 1))
            values["organization_id"] = _most_told(_total(spellings, 2))
        apply_changes(person, values)
        _settle_spellings(person, {name for name, _, _ in spellings})


def _total(spellings: Counter[Spelling], part: int) -> Counter[str]:
    """How often each name, country or organization is told."""
    total: Counter[str] = Counter()
    for spelling, count in spellings.items():
        value = spelling[part]
        if value:
            total[value] += count
    return total


def _most_told(total: Counter[str]) -> str | None:
    return max(total, key=lambda v: (total[v], v)) if total else None


def _settle_spellings(person: Person, told: set[str]) -> None:
    kept = {n.name for n in person.names.all() if n.is_reference}
    gone = [n.pk for n in person.names.all() if not n.is_reference and n.name not in told]
    if gone:
        PersonName.objects.filter(pk__in=gone).delete()
    new = told - kept - {n.name for n in person.names.all()}
    PersonName.objects.bulk_create(
        [PersonName(person=person, name=n, folded=fold(n)[:200], keys=keys(n)) for n in sorted(new)], ignore_conflicts=True
    )
