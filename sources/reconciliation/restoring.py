"""What was merged or emptied by a decision that is revoked has its id again, with what it had then.

Whether it stays so is decided anew (sources.reconciliation.reconciler): what came in since may join or part it otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from events.anchors import MentionAnchor, PersonAnchor, Spelling
from events.models import Decision, Document, Meeting, MeetingClaim, Person, PersonMention
from events.models.published import PublishedMeeting
from events.services.anchoring import mention_anchor
from events.services.due import Due
from events.services.mergers import Anchor, Mergers, leading_to
from events.services.standing import claims_of, find_claims
from events.vocabulary import ChangeKind, DecidedResource, DecisionKind


def restore(decision: Decision) -> Due:
    """Give back what the decision has taken, now that it is revoked. Returns what is to be decided and settled anew."""
    if decision.kind == DecisionKind.REJECT:
        return _restore_rejected(decision)
    if not decision.is_merger:
        return Due()
    due = _part_meetings(decision) if decision.resource == DecidedResource.PERSONS else Due()
    due.add(_restore_merged(decision))
    return due


def _restore_rejected(decision: Decision) -> Due:
    """The meeting or person that had nothing else has what was rejected again."""
    due, target = Due(), decision.target
    if decision.resource == DecidedResource.MEETINGS and _is_empty(Meeting, target, MeetingClaim.objects.filter(meeting=target)):
        claims = {claim.pk for claim in find_claims(claims_of(decision.anchor)).values()}
        MeetingClaim.objects.filter(pk__in=claims, meeting__isnull=True).update(meeting=target)
        due.meetings.add(target)
    if decision.resource == DecidedResource.PERSONS and _is_empty(Person, target, PersonMention.objects.filter(person=target)):
        anchor = MentionAnchor.of(decision.anchor["mention"])
        alike = PersonMention.objects.filter(document__external_id=anchor.document, name=anchor.spelling.name)
        mentions = {mention.pk for mention in alike.select_related("document") if mention_anchor(mention) == anchor}
        PersonMention.objects.filter(pk__in=mentions, person__isnull=True).update(person=target)
        due.persons.add(target)
    return due


def _is_empty(model: type[Meeting | Person], record: UUID, told: QuerySet[Any]) -> bool:
    return model._default_manager.filter(pk=record, merged_into__isnull=True).exists() and not told.exists()


def _part_meetings(decision: Decision) -> Due:
    """Meetings that became one since two persons were taken for one have their ids again, each with the documents that told of
    it alone before, and the ids that led to it.
    """
    both = [decision.target, decision.other]
    moments = Mergers(decision.resource, both).undone(decision.at)
    shown = PublishedMeeting.objects.filter(persons__overlap=[*both, *map(_survivor, Person.objects.filter(pk__in=both))])
    merged = PublishedMeeting.objects.filter(until__isnull=True, kind=ChangeKind.MERGED, at__gt=moments[0])
    survivors = set(shown.current().filter(record__in=merged.values("into")).values_list("record", flat=True))
    into = {row.pk: row.merged_into_id for row in Meeting.objects.filter(merged_into__in=survivors).only("merged_into")}
    before = _before(moments, {*into, *survivors})
    documents = Document.objects.filter(pk__in={document for row in before.values() for document in row.documents})
    names = dict(documents.values_list("pk", "external_id"))
    told = {meeting: {names[each] for each in row.documents if each in names} for meeting, row in before.items()}
    tellers = Counter(document for documents in told.values() for document in documents)
    parted = set()
    for meeting in told.keys() & into.keys():
        own = {document for document in told[meeting] if tellers[document] == 1}
        if MeetingClaim.objects.filter(meeting=into[meeting], document__external_id__in=own).update(meeting=meeting):
            parted.add(meeting)
    Meeting.objects.filter(pk__in=parted).update(merged_into=None)
    for meeting in into.keys() - parted:
        if meeting in before and (led_to := before[meeting].into) in parted:
            Meeting.objects.filter(pk=meeting).update(merged_into=led_to)
    due = Due(meetings=survivors | parted)
    for survivor in survivors:
        _leave_open(MeetingClaim.objects.filter(meeting=survivor), ~Q(document__external_id__in=tellers), due)
    return due


def _before(moments: Sequence[datetime], meetings: set[UUID]) -> dict[UUID, PublishedMeeting]:
    """Each meeting as it was at the first of these moments at which it stood; else as it was at the last."""
    found: dict[UUID, PublishedMeeting] = {}
    versions = PublishedMeeting.objects.filter(record__in=meetings).only("record", "into", "documents")
    for moment in moments:
        then = {row.record: row for row in versions.filter(at__lte=moment).order_by("position")}
        found |= {meeting: row for meeting, row in then.items() if meeting not in found or not found[meeting].documents}
    return found


def _restore_merged(decision: Decision) -> Due:
    """What was merged has its id again, with what it had then, and the ids that led to it."""
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
    lives = bool(rows.filter(pk__in=told).update(meeting=decision.other)) or not told
    _leave_open(rows, Q(document__created_at__gt=decision.at) & ~Q(pk__in={row.pk for row in found.values()}), due)
    return due, lives


def _leave_open(rows: QuerySet[MeetingClaim], since: Q, due: Due) -> None:
    """What a meeting's claims that were told since are of is open: they must not take its id along to where they belong."""
    told = rows.filter(since)
    if told.count() < rows.count():
        due.documents |= set(told.values_list("document__external_id", flat=True))
        told.update(meeting=None)


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
