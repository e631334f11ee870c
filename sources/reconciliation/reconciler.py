"""Reconciling what is due with the record: persons first, then meetings, then all that these settle.

One reconciliation runs at a time (events.services.locking).
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q

from events.anchors import PersonAnchor
from events.models import Decision, MeetingClaim, Person, PersonMention
from events.names import keys
from events.services.due import Due
from events.services.meetings import settle_meetings
from events.services.persons import settle_persons
from events.services.readings import apply_rejections
from events.services.standing import claims_in, find_claims, person_anchors_in
from events.services.statements import count_statements, settle_statements
from events.services.writing import writing
from events.vocabulary import DecidedResource
from sources.models import MatchSuggestion
from sources.reconciliation.meetings import reconcile_meetings
from sources.reconciliation.persons import reconcile_persons
from sources.reconciliation.restoring import restore


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
            due.add(restore(decision))
        reconcile(due)


def _documents_of(decisions: Iterable[Decision]) -> set[str]:
    told: set[str] = {claim.document for claim in claims_in(decisions)}
    for decision in decisions:
        told |= {decision.anchor[name]["document"] for name in ("statement", "mention") if name in decision.anchor}
    return told


def _drop_suggestions(meetings: set[UUID]) -> None:
    """Meetings that are merged or deleted by now are judged by nobody."""
    for side in ("left", "right"):
        gone = Q(**{f"{side}__merged_into__isnull": False}) | Q(**{f"{side}__deleted_at__isnull": False})
        MatchSuggestion.objects.filter(gone, **{f"{side}__in": meetings}).delete()
