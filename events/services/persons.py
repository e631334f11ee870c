"""Persons come to be from mentions and reference data; names and spellings are settled from all that name them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from events.bulk import insert_rows, write_columns
from events.models import MeetingClaim, Person, PersonMention, PersonName
from events.names import fold, keys, words
from events.services.due import Due
from events.services.saving import apply_changes
from events.services.standing import Word, words_on_persons
from events.services.writing import writing

Spelling = tuple[str, str | None, str | None]
"""A name as documents write it, with the country and the organization that they give its bearer."""


@writing()
def assign_mentions(*, persons: Mapping[Spelling, UUID]) -> Due:
    """Say whom names mean: every mention of a spelling means the person. Returns what is due since some mean another now."""
    if not persons:
        return Due()
    spelled = reduce(or_, (_other(spelling, person) for spelling, person in persons.items()))
    moved = list(PersonMention.objects.filter(spelled, is_rejected=False))
    heirs = {m.person_id: persons[m.name, m.country_id, m.organization_id] for m in moved if m.person_id}
    meant_another = {m.document_id for m in moved if m.person_id}
    for mention in moved:
        mention.person_id = persons[mention.name, mention.country_id, mention.organization_id]
    write_columns(moved, ["person"])
    _merge_emptied(heirs)
    return Due(
        claims=list(MeetingClaim.objects.filter(document__in=meant_another)) if meant_another else [],
        names={m.name for m in moved},
        mentions={m.pk for m in moved},
        persons=set(heirs) | set(persons.values()),
        meetings=_meetings_of({m.document_id for m in moved}),
    )


def _other(spelling: Spelling, person: UUID) -> Q:
    """The mentions of a spelling that mean nobody yet, or somebody else."""
    name, country, organization = spelling
    return Q(name=name, country=country, organization=organization) & (Q(person__isnull=True) | ~Q(person=person))


def _meetings_of(documents: Iterable[UUID]) -> set[UUID]:
    """Of which meetings the documents tell."""
    if not documents:
        return set()
    claims = MeetingClaim.objects.filter(document__in=set(documents), meeting__isnull=False)
    return {meeting for meeting in claims.values_list("meeting_id", flat=True) if meeting}


def _merge_emptied(heirs: Mapping[UUID, UUID | None]) -> None:
    """A person whose mentions all went to another is merged into that one, and with it those merged into it before."""
    if not heirs:
        return
    for emptied in Person.objects.filter(pk__in=heirs, is_reference=False, mentions__isnull=True, merged_into__isnull=True):
        heir = heirs[emptied.pk]
        if heir and heir != emptied.pk:
            Person.objects.filter(merged_into=emptied).update(merged_into=heir)
            apply_changes(emptied, {"merged_into_id": heir})
            emptied.names.all().delete()


def create_persons(spellings: Iterable[Spelling]) -> list[UUID]:
    """Persons whom no record knew, each by the first spelling."""
    new = [Person(name=name, country_id=country, organization_id=organization) for name, country, organization in spellings]
    insert_rows(new)
    return [person.pk for person in new]


@writing()
def merge_known(*, survivors: Mapping[UUID, UUID]) -> None:
    """Persons of reference data whom editors have merged: id → the survivor, or the person's own id where none absorbs it."""
    if not survivors:
        return
    for person in Person.objects.filter(pk__in=survivors, is_reference=True):
        survivor = survivors[person.pk]
        apply_changes(person, {"merged_into_id": None if survivor == person.pk else survivor})


@writing()
def settle_persons(*, ids: Iterable[UUID]) -> Due:
    """Settle name, country and spellings of persons from their mentions and what editors say.

    Reference data outrank documents and pins. Persons whom no document names any more are deleted, unless reference data know
    them. Returns what is due since somebody is deleted or back, or has another name, country or organization.
    """
    wanted = set(ids)
    deleted_or_back: set[UUID] = set()
    renamed: set[UUID] = set()
    changed_names: set[str] = set()
    told: dict[UUID, Counter[Spelling]] = defaultdict(Counter)
    mentions = PersonMention.objects.filter(person__in=wanted, is_rejected=False).order_by()
    rows = mentions.values_list("person", "name", "country", "organization").annotate(count=Count("pk"))
    for person_id, name, country, organization, count in rows:
        told[person_id][name, country, organization] = count
    persons = list(Person.objects.filter(pk__in=wanted, merged_into__isnull=True).prefetch_related("names"))
    changed: list[Person] = []
    spelled_anew: list[PersonName] = []
    spelled = {name for spellings in told.values() for name, _, _ in spellings}
    said = words_on_persons(spelled | {n.name for person in persons if person.is_reference for n in person.names.all()})
    for person in persons:
        spellings, word = told[person.pk], said.get(person.pk, Word())
        if not spellings and not person.is_reference:
            changed_names |= {n.name for n in person.names.all()}
            person.names.all().delete()
            if person.deleted_at is None:
                person.deleted_at = timezone.now()
                changed.append(person)
            continue
        if (person.deleted_at is not None) != word.deleted:
            deleted_or_back.add(person.pk)
        values: dict[str, object] = {"deleted_at": (person.deleted_at or timezone.now()) if word.deleted else None}
        if not person.is_reference:
            names = _total(spellings, 0)
            values["name"] = word.pins.get("name") or max(names, key=lambda n: (len(words(n)), names[n], n))
            values["country_id"] = word.pins.get("country", _most_told(_total(spellings, 1)))
            values["organization_id"] = word.pins.get("organization", _most_told(_total(spellings, 2)))
            values["wikidata"] = word.pins.get("wikidata")
        if any(getattr(person, name) != value for name, value in values.items()):
            if person.name != values.get("name", person.name):
                renamed.add(person.pk)
            # A participant whom an editor has added to a meeting stands for the country and organization that he or she has.
            changed_names |= {n.name for n in person.names.all()} | {name for name, _, _ in spellings}
            for name, value in values.items():
                setattr(person, name, value)
            changed.append(person)
        spelled_anew += _spelled_anew(person, {person.name, *(name for name, _, _ in spellings)})
    write_columns(changed, ["name", "country", "organization", "wikidata", "deleted_at"])
    PersonName.objects.bulk_create(spelled_anew, ignore_conflicts=True)
    shown_anew = deleted_or_back | renamed
    mentioned = list(PersonMention.objects.filter(person__in=shown_anew)) if shown_anew else []
    return Due(
        names=changed_names,
        mentions={m.pk for m in mentioned if m.person_id in deleted_or_back},
        meetings=_meetings_of({m.document_id for m in mentioned}),
    )


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


def _spelled_anew(person: Person, told: set[str]) -> list[PersonName]:
    """The spellings that are new, unsaved; those that nobody tells any more are deleted."""
    present = {n.name for n in person.names.all()}
    gone = [n.pk for n in person.names.all() if not n.is_reference and n.name not in told]
    if gone:
        PersonName.objects.filter(pk__in=gone).delete()
    return [PersonName(person=person, name=n, folded=fold(n)[:200], keys=keys(n)) for n in sorted(told - present)]
