"""Whom names mean: candidates come from the index of sounds, grouping is pure (naming), editors link names or part them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from events.anchors import PersonAnchor
from events.models import Decision, Person, PersonMention, PersonName
from events.names import keys
from events.services.due import Due
from events.services.mergers import lost_evidence
from events.services.persons import Spelling, assign_mentions, create_persons, merge_known
from events.services.standing import LINKING, known_persons, person_anchors_in
from events.vocabulary import DecidedResource, DecisionKind
from sources.reconciliation.links import Link, Links, split_links
from sources.reconciliation.naming import Named, group


def bearer(country: str | None, organization: str | None) -> str:
    """For whom somebody acts, as names are compared by it."""
    return country or (f"org:{organization}" if organization else "")


@dataclass
class _Names:
    """The names that are grouped anew, and what is known of each."""

    spellings: dict[Named, set[Spelling]] = field(default_factory=lambda: defaultdict(set))
    present: dict[Named, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    open: set[Named] = field(default_factory=set)
    reference: set[Named] = field(default_factory=set)

    def collect(self, told: QuerySet[PersonMention]) -> None:
        rows = told.filter(is_rejected=False).order_by().values_list("name", "country", "organization", "person").distinct()
        for name, country, organization, person in rows:
            named = Named(name, bearer(country, organization))
            self.spellings[named].add((name, country, organization))
            if person is None:
                self.open.add(named)
            else:
                self.present[named].add(person)


def reconcile_persons(due: Due) -> Due:
    """Group the names with these sounds with all names that share one with them. Returns what is due now.

    Names are compared, not mentions: a president is named in thousands of documents, in a handful of ways.
    """
    if not due.keys and not due.names:
        return Due()
    wanted, decisions = _linked(due)
    linking = [d for d in decisions if d.kind in LINKING]
    names = _Names()
    names.collect(PersonMention.objects.filter(keys__overlap=sorted(wanted)))
    # What holds two names together may be a third one that shares no word with the document's own.
    held = {person for people in names.present.values() for person in people}
    names.collect(PersonMention.objects.filter(person__in=held).exclude(keys__overlap=sorted(wanted)))
    known = PersonName.objects.filter(
        Q(keys__overlap=sorted(wanted)) | Q(person__in=held), is_reference=True, person__is_reference=True
    )
    names.reference = {
        Named(name, bearer(country, organization), str(person))
        for name, country, organization, person in known.values_list("name", "person__country", "person__organization", "person")
    }
    groups = group(names.reference | set(names.spellings), _links(linking, names))
    absorbed = {d.other for d in linking if d.is_merger}
    _merge_known(groups, absorbed)
    decided = _persons_of_groups(groups, names, absorbed)
    moved = {
        spelling: person
        for named, person in decided.items()
        if named in names.open or names.present[named] != {person}
        for spelling in names.spellings[named]
    }
    told = assign_mentions(persons=moved)
    # A decision holds where most of its names are: also where none has moved, others may have.
    if spelled := {spelling.name for anchor in _anchors(decisions) for spelling in anchor.spellings}:
        bearing = PersonMention.objects.filter(name__in=spelled, person__isnull=False).order_by()
        told.persons |= {person for person in bearing.values_list("person", flat=True).distinct() if person}
    return told


def _linked(due: Due) -> tuple[set[str], list[Decision]]:
    """The sounds with those of all names that decisions tie to them, and all decisions about persons of these names."""
    wanted, before = set(due.keys), None
    decisions: list[Decision] = []
    if not Decision.objects.standing().filter(resource=DecidedResource.PERSONS).exists():
        return wanted, decisions
    while wanted != before:
        before = set(wanted)
        sharing = sorted(wanted)
        told = PersonMention.objects.filter(keys__overlap=sharing).order_by().values_list("name", flat=True).distinct()
        known = PersonName.objects.filter(keys__overlap=sharing, is_reference=True).values_list("name", flat=True)
        standing = Decision.objects.standing().hanging_on(names={*told, *known, *due.names})
        decisions = list(standing.filter(resource=DecidedResource.PERSONS))
        for anchor in _anchors(d for d in decisions if d.kind in LINKING):
            wanted |= {key for name in (*(s.name for s in anchor.spellings), *anchor.names) for key in keys(name)}
    return wanted, decisions


def _anchors(decisions: Iterable[Decision]) -> list[PersonAnchor]:
    """All anchors of persons in decisions about persons."""
    decisions = list(decisions)
    others = [d.payload[name] for d in decisions for name in ("anchor", "moved") if name in d.payload]
    return [*person_anchors_in(decisions), *(PersonAnchor.of(other) for other in others)]


def _links(decisions: Sequence[Decision], names: _Names) -> Links[Named]:
    known = known_persons(_anchors(decisions))

    def side(told: Mapping[str, object]) -> tuple[Named, ...]:
        anchor = PersonAnchor.of(told)
        person = known.get(anchor.known["id"]) if anchor.known else None
        if person is not None:
            return tuple(sorted(n for n in names.reference if n.known == str(person.pk)))
        spelled = (Named(s.name, bearer(s.country, s.organization)) for s in anchor.spellings)
        return tuple(dict.fromkeys(n for n in spelled if n in names.spellings))

    lost = lost_evidence(decisions)
    links: list[Link[Named]] = []
    for decision in decisions:
        if decision.kind == DecisionKind.SPLIT:
            moved = side(decision.payload["moved"])
            whole = side(decision.anchor)
            spelled = side({**decision.anchor, "known": None})
            rest = tuple(n for n in dict.fromkeys((*whole, *spelled)) if n not in moved)
            links += split_links(rest, moved)
        else:
            left, right = ({n for told in anchors for n in side(told)} for anchors in lost[decision.pk])
            links.append(Link(side(decision.anchor), side(decision.payload["anchor"]), decision.is_merger, (left, right)))
    return Links(links)


def _merge_known(groups: Iterable[tuple[Named, ...]], absorbed: set[UUID]) -> None:
    """Persons of reference data are one where editors say so, and only there."""
    survivors: dict[UUID, UUID] = {}
    for names in groups:
        known = sorted({UUID(n.known) for n in names if n.known}, key=lambda person: (person in absorbed, person))
        survivors.update(dict.fromkeys(known, known[0]) if known else {})
    merged = Person.objects.filter(pk__in=survivors, merged_into__isnull=False).values_list("pk", flat=True)
    merge_known(survivors={p: s for p, s in survivors.items() if p != s} | {p: survivors[p] for p in merged})


def _persons_of_groups(groups: Iterable[tuple[Named, ...]], names: _Names, absorbed: set[UUID]) -> dict[Named, UUID]:
    """Whom each name means: the reference person, else the oldest person that a group's mentions have, else a new one.

    An id that a merger has given up is taken last.
    """
    decided: dict[Named, UUID] = {}
    open_groups = []
    for found in groups:
        told = [n for n in found if not n.known]
        known = sorted({UUID(n.known) for n in found if n.known}, key=lambda person: (person in absorbed, person))
        if told and known:
            decided.update(dict.fromkeys(told, known[0]))
        elif told:
            open_groups.append(told)
    held = {p for people in names.present.values() for p in people}
    taken = set(decided.values()) | set(Person.objects.filter(pk__in=held, is_reference=True).values_list("pk", flat=True))
    unknown = []
    for told in open_groups:
        free = sorted({p for n in told for p in names.present.get(n, ())} - taken, key=lambda p: (p in absorbed, p))
        if free:
            taken.add(free[0])
            decided.update(dict.fromkeys(told, free[0]))
        else:
            unknown.append(told)
    first = [min((s for n in told for s in names.spellings[n]), key=str) for told in unknown]
    for told, person in zip(unknown, create_persons(first), strict=True):
        decided.update(dict.fromkeys(told, person))
    return decided
