"""Reconciling what a document touched with the record: candidates come from the index, decisions from the pure rooms.

One reconciliation runs at a time (events.services.locking).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import combinations
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from events.models import Document, MeetingClaim, Person, PersonMention, PersonName
from events.partial_dates import PartialDate
from events.services.locking import hold_record
from events.services.meetings import assign_claims, create_meeting, settle_meetings
from events.services.persons import Spelling, assign_mentions, create_person, settle_persons
from events.services.readings import Touched
from events.vocabulary import Level, Mode, Status
from sources.models import MatchSuggestion
from sources.reconciliation.comparing import SUGGESTION, Candidate, compare
from sources.reconciliation.deciding import Decision, Key, decide
from sources.reconciliation.naming import Named, group

LARGEST_COMPONENT = 600  # claims: beyond, the nearest are taken; a pair of countries has so many meetings in years only


def reconcile(touched: Touched, document: Document | None = None) -> None:
    """Decide anew whom the mentions and of which meetings the claims of a document tell, and settle all that this touches."""
    with transaction.atomic():
        hold_record()
        persons, meetings = set(touched.persons), set(touched.meetings)
        if document is not None:
            due_persons, due_meetings = _reconcile_persons(document)
            persons |= due_persons
            meetings |= due_meetings
        settle_persons(ids=persons)
        meetings |= _reconcile_meetings(document, meetings)
        settle_meetings(ids=meetings)
        _drop_suggestions(meetings)


# --- Persons


def _bearer(country: str | None, organization: str | None) -> str:
    return country or (f"org:{organization}" if organization else "")


def _reconcile_persons(document: Document) -> tuple[set[UUID], set[UUID]]:
    """Group the document's names with all names that share a word's sound with them.

    Names are compared, not mentions: a president is named in thousands of documents, in a handful of ways.
    """
    own = PersonMention.objects.filter(document=document).values_list("keys", flat=True)
    wanted = sorted({key for keys in own for key in keys})
    if not wanted:
        return set(), set()
    spellings: dict[Named, set[Spelling]] = defaultdict(set)
    present: dict[Named, set[UUID]] = defaultdict(set)
    open_names: set[Named] = set()

    def collect(told: QuerySet[PersonMention]) -> None:
        for name, country, organization, person in told.values_list("name", "country", "organization", "person").distinct():
            named = Named(name, _bearer(country, organization))
            spellings[named].add((name, country, organization))
            if person is None:
                open_names.add(named)
            else:
                present[named].add(person)

    sharing = PersonMention.objects.filter(keys__overlap=wanted).order_by()
    collect(sharing)
    # What holds two names together may be a third one that shares no word with the document's own.
    held = {person for people in present.values() for person in people}
    collect(PersonMention.objects.filter(person__in=held).exclude(keys__overlap=wanted).order_by())
    known = PersonName.objects.filter(
        Q(keys__overlap=wanted) | Q(person__in=held), is_reference=True, person__merged_into__isnull=True
    )
    reference = {
        Named(name, _bearer(country, organization), str(person))
        for name, country, organization, person in known.values_list("name", "person__country", "person__organization", "person")
    }
    decided = _persons_of_groups(group(reference | set(spellings)), spellings, present)
    moved = {
        spelling: person
        for named, person in decided.items()
        if named in open_names or present[named] != {person}
        for spelling in spellings[named]
    }
    return assign_mentions(persons=moved)


def _persons_of_groups(
    groups: Iterable[tuple[Named, ...]], spellings: Mapping[Named, set[Spelling]], present: Mapping[Named, set[UUID]]
) -> dict[Named, UUID]:
    """Whom each name means: the reference person, else the oldest person that a group's mentions have, else a new one."""
    decided: dict[Named, UUID] = {}
    open_groups = []
    for names in groups:
        told = [n for n in names if not n.known]
        reference = next((UUID(n.known) for n in names if n.known), None)
        if told and reference:
            decided.update(dict.fromkeys(told, reference))
        elif told:
            open_groups.append(told)
    held = {p for people in present.values() for p in people}
    taken = set(decided.values()) | set(Person.objects.filter(pk__in=held, is_reference=True).values_list("pk", flat=True))
    for told in open_groups:
        free = sorted({p for n in told for p in present.get(n, ())} - taken)
        person = free[0] if free else create_person(spelling=min(s for n in told for s in spellings[n])).pk
        taken.add(person)
        decided.update(dict.fromkeys(told, person))
    return decided


# --- Meetings


def _reconcile_meetings(document: Document | None, meetings: set[UUID]) -> set[UUID]:
    """Decide anew over the claims that hang together with the document's own or with those of the given meetings.

    These are the meetings that the document told of before, and those of persons that it has shown to be others.
    """
    seeds = Q(meeting__in=meetings)
    if document is not None:
        seeds |= Q(document=document)
    left = {row.pk: row for row in MeetingClaim.objects.filter(seeds).select_related("document")}
    due: set[UUID] = set()
    while left:
        first = min(left)
        component = _component({first: left[first]})
        due |= _decide_component(component)
        left = {pk: row for pk, row in left.items() if pk not in component}
    return due


def _decide_component(component: dict[UUID, MeetingClaim]) -> set[UUID]:
    candidates = _candidates(component.values())
    decision = decide(list(candidates))
    due = assign_claims(meetings=_meetings_of_clusters(decision, {c.key: component[pk] for c, pk in candidates.items()}))
    _suggest(decision, {c.key: component[pk].pk for c, pk in candidates.items()})
    return due


def _component(rows: dict[UUID, MeetingClaim]) -> dict[UUID, MeetingClaim]:
    """All claims that hang together with the given ones by pairs that may be one meeting."""
    component = dict(rows)
    frontier = list(rows.values())
    while frontier and len(component) < LARGEST_COMPONENT:
        near = {row.pk: row for row in _blocked(frontier) if row.pk not in component}
        known = list(_candidates(frontier))
        new = {}
        for candidate, pk in _candidates(near.values()).items():
            if any(compare(candidate, other).total >= SUGGESTION for other in known):
                new[pk] = near[pk]
        component |= new
        frontier = list(new.values())
    return component


def _blocked(claims: Iterable[MeetingClaim]) -> Iterable[MeetingClaim]:
    """Claims that share two parties (or the only one) with a given one, in a window of days around it."""
    wanted = Q()
    for claim in claims:
        entities = claim.entities
        pairs = [list(pair) for pair in combinations(entities[:8], 2)] or [entities]
        blocks = reduce(or_, (Q(entities__contains=pair) for pair in pairs if pair), Q(pk=claim.pk))
        if claim.start_earliest is not None and claim.start_latest is not None:
            last = PartialDate.parse(claim.body["end"]).latest if claim.body["end"] else claim.start_latest
            window = Q(start_earliest__isnull=True) | Q(
                start_earliest__lte=max(last, claim.start_latest), start_latest__gte=claim.start_earliest.replace(day=1)
            )
            blocks &= window
        wanted |= blocks
    return MeetingClaim.objects.filter(wanted).select_related("document").defer("document__text", "document__search")


def _candidates(claims: Iterable[MeetingClaim]) -> dict[Candidate, UUID]:
    rows = list(claims)
    mentions = PersonMention.objects.filter(document__in={row.document_id for row in rows}, person__isnull=False)
    person_of = {(m.document_id, m.ordinal): m for m in mentions}
    return {_candidate(row, person_of): row.pk for row in rows}


def _candidate(row: MeetingClaim, person_of: dict[tuple[UUID, int], PersonMention]) -> Candidate:
    body, document = row.body, row.document
    persons = set()
    for told in body["participants"]:
        mention = person_of.get((row.document_id, told["mention"]))
        if mention is not None:
            persons.add((_bearer(told["country"], told["organization"]), str(mention.person_id)))
    return Candidate(
        key=(document.external_id, document.sha256, row.ordinal),
        entities=frozenset(row.entities),
        status=Status(body["status"]),
        mode=Mode(body["mode"]) if body["mode"] else None,
        start=PartialDate.parse(body["start"]) if body["start"] else None,
        end=PartialDate.parse(body["end"]) if body["end"] else None,
        month=row.month,
        day=row.day,
        weekday=row.weekday,
        city=body["city"],
        country=body["country"],
        level=Level(body["level"]) if body["level"] else None,
        portfolios=frozenset(body["portfolios"]),
        persons=frozenset(persons),
        confidence=row.confidence,
    )


def _meetings_of_clusters(decision: Decision, claims: dict[Key, MeetingClaim]) -> dict[UUID, UUID]:
    """claim id → meeting id: each cluster keeps the oldest of its meetings that no larger part of it lies elsewhere."""
    share: Counter[tuple[UUID, int]] = Counter()
    for number, cluster in enumerate(decision.clusters):
        share.update((claims[key].meeting_id, number) for key in cluster if claims[key].meeting_id)  # type: ignore[misc]
    owner: dict[UUID, int] = {}
    for (meeting, number), _ in sorted(share.items(), key=lambda item: (-item[1], item[0][1])):
        owner.setdefault(meeting, number)
    decided = {}
    for number, cluster in enumerate(decision.clusters):
        owned = sorted(meeting for meeting, of in owner.items() if of == number)
        meeting = owned[0] if owned else create_meeting().pk
        decided.update({claims[key].pk: meeting for key in cluster})
    return decided


def _suggest(decision: Decision, pk_of: dict[Key, UUID]) -> None:
    """Store the pairs that an editor should judge; those that this decision has settled otherwise go."""
    meeting_of = dict(MeetingClaim.objects.filter(pk__in=pk_of.values()).values_list("pk", "meeting"))
    meetings = set(meeting_of.values())
    MatchSuggestion.objects.filter(Q(left__in=meetings) | Q(right__in=meetings)).delete()
    rows: dict[tuple[UUID, UUID], MatchSuggestion] = {}
    for a, b, score in decision.suggestions:
        left, right = sorted((meeting_of[pk_of[a]], meeting_of[pk_of[b]]))
        if left != right:
            rows[left, right] = MatchSuggestion(left_id=left, right_id=right, score=score.total, features=score.features)
    MatchSuggestion.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _drop_suggestions(meetings: set[UUID]) -> None:
    """Meetings that are merged or deleted by now are judged by nobody."""
    for side in ("left", "right"):
        gone = Q(**{f"{side}__merged_into__isnull": False}) | Q(**{f"{side}__deleted_at__isnull": False})
        MatchSuggestion.objects.filter(gone, **{f"{side}__in": meetings}).delete()
