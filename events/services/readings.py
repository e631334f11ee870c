"""Replacing what a document proves: its mentions, claims, statements and evidence, in one step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from events.models import Document, Evidence, MeetingClaim, PersonMention, Statement
from events.search import vector


@dataclass(frozen=True)
class ReadingRows:
    """A reading as unsaved rows that refer to each other."""

    extractor: str
    mentions: Sequence[PersonMention] = ()
    claims: Sequence[MeetingClaim] = ()
    statements: Sequence[Statement] = ()
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True)
class Touched:
    """Whose settling a replaced reading makes due."""

    meetings: set[UUID] = field(default_factory=set)
    persons: set[UUID] = field(default_factory=set)


@transaction.atomic
def replace_reading(*, document: Document, rows: ReadingRows) -> Touched:
    """Put a new reading in the place of the former one. What both tell alike keeps its identity, so that ids stay stable."""
    old_claims = list(MeetingClaim.objects.filter(document=document))
    old_mentions = list(PersonMention.objects.filter(document=document))
    old_statements = {(s.start, s.end, s.kind): s for s in Statement.objects.filter(document=document)}
    touched = Touched({c.meeting_id for c in old_claims if c.meeting_id}, {m.person_id for m in old_mentions if m.person_id})
    _keep_meetings(old_claims, rows.claims)
    known = {m.name: m.person_id for m in old_mentions}
    for mention in rows.mentions:
        mention.person_id = known.get(mention.name)
    for statement in rows.statements:
        statement.search = vector(statement.text)
        old = old_statements.get((statement.start, statement.end, statement.kind))
        if old is not None:
            statement.id, statement.created_at, statement.version = old.id, old.created_at, old.version + 1
            statement.updated_at = timezone.now()

    Statement.objects.filter(document=document).delete()
    MeetingClaim.objects.filter(document=document).delete()
    PersonMention.objects.filter(document=document).delete()
    PersonMention.objects.bulk_create(rows.mentions)
    MeetingClaim.objects.bulk_create(rows.claims)
    Statement.objects.bulk_create(rows.statements)
    Evidence.objects.bulk_create(rows.evidence)
    Document.objects.filter(pk=document.pk).update(extractor=rows.extractor)
    return touched


def _keep_meetings(old: Sequence[MeetingClaim], new: Sequence[MeetingClaim]) -> None:
    """Each new claim starts at the meeting of the old claim that it resembles; reconciling may still move it."""
    left = list(old)
    for claim in new:
        alike = [c for c in left if c.entities == claim.entities]
        best = next((c for c in alike if c.start_earliest == claim.start_earliest), alike[0] if alike else None)
        if best is not None:
            claim.meeting_id = best.meeting_id
            left.remove(best)
