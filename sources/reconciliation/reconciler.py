"""Reconciling what is due with the record: persons first, then meetings, then all that these settle.

One reconciliation runs at a time (events.services.locking).
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q

from events.anchors import PersonAnchor, Spelling
from events.models import Decision, Meeting, MeetingClaim, Person, PersonMention
from events.names import keys
from events.services.due import Due
from events.services.meetings import settle_meetings
from events.services.mergers import Anchor, Mergers, leading_to
from events.services.persons import settle_persons
from events.services.readings import apply_rejections
from events.services.standing import claims_in, claims_of, find_claims, person_anchors_in
from events.services.statements import count_statements, settle_statements
from events.services.writing import writing
from events.vocabulary import DecidedResource
from sources.models import MatchSuggestion
from sources.reconciliation.meetings import reconcile_meetings
from sources.reconciliation.persons import reconcile_persons


def reconcile(due: Due) -> None:
    """Decide anew whom mentions and of which meetings claims tell, and settle all that this touches."""
    with writing():
        due.add(apply_rejections(documents=due.documents))
        due.add(reconcile_persons(due))
        due.add(settle_persons(ids=due.persons))
        due.meetings |= _meetings_with(due.names) | reconcile_meetings(due)
        settle_meetings(ids=due.meetings)
        counted = settle_statements(conditions=_statements(due))
        count_statements(meetings=due.meetings | counted)
        _drop_suggestions(due.meetings)


def _meetings_with(names: set[str]) -> set[UUID]:
    """The meetings to which editors have added, or from which they have taken, a person of one of the names."""
    decided = Decision.objects.standing().hanging_on(names=names).filter(resource=DecidedResource.MEETINGS)
    claims = find_claims(claims_in(decided)).values() if names else ()
    return {claim.meeting_id for claim in claims if claim.meeting_id}


def _statements(due: Due) -> list[Q]:
    """Which statements may be shown otherwise now."""
    strays = ~Q(meeting=F("claim__meeting")) | Q(meeting__isnull=True) | Q(claim__meeting__deleted_at__isnull=False)
    # A pinned meeting may be another one, or be shown again, wherever its claims are.
    telling = MeetingClaim.objects.filter(meeting__in=due.meetings).order_by().values_list("document__external_id", flat=True)
    decided = Decision.objects.standing().hanging_on(documents={*due.documents, *telling}, names=due.names)
    about = {d.anchor["statement"]["document"] for d in decided.filter(resource=DecidedResource.STATEMENTS)}
    moved = Q(claim__meeting__in=due.meetings) & strays
    pinned = Q(meeting__in=due.meetings) & (Q(claim__isnull=True) | ~Q(claim__meeting=F("meeting")))
    return [Q(document__external_id__in=due.documents | about), Q(mention__in=due.mentions), moved, pinned]


def reconcile_decision(decision: Decision) -> None:
    """Bring the record in line with a decision that was just made or revoked."""
    with writing():
        anchors = person_anchors_in([decision])
        parts = (decision.payload.get(name, {}) for name in ("anchor", "moved"))
        anchors += [PersonAnchor.of(part) for part in parts if "spellings" in part]
        names = {name for a in anchors for name in (*(s.name for s in a.spellings), *a.names)}
        due = Due(
            documents=_documents_of([decision]),
            keys={key for name in names for key in keys(name)} if decision.resource == DecidedResource.PERSONS else set(),
            names=names,
            meetings={claim.meeting_id for claim in find_claims(claims_in([decision])).values() if claim.meeting_id},
        )
        if decision.resource == DecidedResource.PERSONS:
            told = PersonMention.objects.filter(name__in=names, person__isnull=False).order_by()
            due.persons |= {person for person in told.values_list("person", flat=True).distinct() if person}
            due.persons |= set(Person.objects.filter(pk=decision.target).values_list("pk", flat=True))
        if decision.revoked_at is not None:
            due.add(_restore(decision))
        reconcile(due)


def _documents_of(decisions: Iterable[Decision]) -> set[str]:
    told: set[str] = {claim.document for claim in claims_in(decisions)}
    for decision in decisions:
        told |= {decision.anchor[name]["document"] for name in ("statement", "mention") if name in decision.anchor}
    return told


def _restore(decision: Decision) -> Due:
    """After a merger is revoked, what was merged has its id again, with what it had then, and the ids that led to it."""
    if not decision.is_merger:
        return Due()
    lost = list(Mergers(decision.resource, [decision.other]).lost(decision.other, decision.at))
    model: type[Meeting | Person] = Meeting if decision.resource == DecidedResource.MEETINGS else Person
    former = model._default_manager.filter(pk=decision.other, merged_into__isnull=False).first()
    if former is None or getattr(former, "is_reference", False):  # reference data are merged by decisions alone, each time anew
        return Due()
    survivor = _survivor(former)
    restored = _restore_meeting if decision.resource == DecidedResource.MEETINGS else _restore_person
    due, lives = restored(decision, survivor, lost)
    if lives:
        model._default_manager.filter(pk=former.pk).update(merged_into=None)
        leading = set(model._default_manager.filter(merged_into=survivor).values_list("pk", flat=True))
        model._default_manager.filter(pk__in=leading_to(decision, leading)).update(merged_into=former.pk)
    return due


def _survivor(record: Meeting | Person) -> UUID:
    """Where a merged record leads; persons of reference data that are merged themselves may stand between."""
    while record.merged_into is not None:
        record = record.merged_into
    return record.pk


def _restore_meeting(decision: Decision, survivor: UUID, lost: list[Anchor]) -> tuple[Due, bool]:
    """Give the claims back. Whether the meeting lives again: also without any claim where no document tells of it."""
    had, others = claims_of(decision.payload["anchor"]), [claim for told in lost for claim in claims_of(told)]
    found = find_claims([*had, *others, *claims_of(decision.anchor)])
    told = {found[c].pk for c in had if c in found and not found[c].is_rejected}
    told -= {found[c].pk for c in others if c in found}
    due = Due(meetings={decision.other, survivor})
    rows = MeetingClaim.objects.filter(meeting=survivor)
    # What was told since is of either: it must not take the survivor's id along to where it belongs.
    since = rows.filter(document__created_at__gt=decision.at).exclude(pk__in={row.pk for row in found.values()})
    lives = bool(rows.filter(pk__in=told).update(meeting=decision.other)) or not told
    if since.count() < rows.count():
        due.documents |= set(since.values_list("document__external_id", flat=True))
        since.update(meeting=None)
    return due, lives


def _restore_person(decision: Decision, survivor: UUID, lost: list[Anchor]) -> tuple[Due, bool]:
    """Give the mentions back. Whether the person lives again: also without any mention where no document names him or her."""
    had = PersonAnchor.of(decision.payload["anchor"])
    others = {spelling for told in lost for spelling in PersonAnchor.of(told).spellings}
    spellings = set(had.spellings) - others
    named = PersonMention.objects.filter(_spelled(spellings), is_rejected=False)
    told = named.filter(person=survivor)
    rows = PersonMention.objects.filter(person=survivor)
    # Names that were told since are of either: they must not take the survivor's id along to where they belong.
    known = _spelled({*had.spellings, *others, *PersonAnchor.of(decision.anchor).spellings})
    since = rows.filter(document__created_at__gt=decision.at).exclude(known)
    moved = list(PersonMention.objects.filter(pk__in={*told.values_list("pk", flat=True), *since.values_list("pk", flat=True)}))
    claims = list(MeetingClaim.objects.filter(document__in={m.document_id for m in moved}, meeting__isnull=False))
    due = Due(
        claims=claims,
        keys={key for mention in moved for key in mention.keys},
        names={spelling.name for spelling in spellings} | {mention.name for mention in moved},
        mentions={mention.pk for mention in moved},
        persons={decision.other, survivor},
        meetings={claim.meeting_id for claim in claims if claim.meeting_id},
    )
    lives = not named.exists() or bool(told.update(person=decision.other))
    if since.count() < rows.count():
        since.update(person=None)
    return due, lives


def _spelled(spellings: Iterable[Spelling]) -> Q:
    found = Q(pk__in=[])
    for spelling in spellings:
        found |= Q(name=spelling.name, country=spelling.country, organization=spelling.organization)
    return found


def _drop_suggestions(meetings: set[UUID]) -> None:
    """Meetings that are merged or deleted by now are judged by nobody."""
    for side in ("left", "right"):
        gone = Q(**{f"{side}__merged_into__isnull": False}) | Q(**{f"{side}__deleted_at__isnull": False})
        MatchSuggestion.objects.filter(gone, **{f"{side}__in": meetings}).delete()
