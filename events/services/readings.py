"""Replacing what a document proves: its mentions, claims, statements and evidence, in one step."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from events.models import Document, Evidence, MeetingClaim, PersonMention, Statement
from events.search import vector
from events.services.locking import hold_record


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
def replace_reading(*, document: Document, rows: ReadingRows, former: Document | None = None) -> Touched:
    """Put a new reading in the place of the document's own one and of that of the revision that it supersedes.

    What both tell alike keeps its identity, so that ids stay stable.
    """
    hold_record()
    documents = [document] if former is None else [document, former]
    old_claims = list(MeetingClaim.objects.filter(document__in=documents).order_by("document", "ordinal"))
    old_mentions = list(PersonMention.objects.filter(document__in=documents))
    old_statements = list(Statement.objects.filter(document__in=documents).order_by("ordinal"))
    touched = Touched({c.meeting_id for c in old_claims if c.meeting_id}, {m.person_id for m in old_mentions if m.person_id})
    _keep_meetings(old_claims, rows.claims)
    known = {(m.name, m.country_id, m.organization_id): m.person_id for m in old_mentions}
    for mention in rows.mentions:
        mention.person_id = known.get((mention.name, mention.country_id, mention.organization_id))
    for statement in rows.statements:
        statement.search = vector(statement.text)
        statement.speaker_id = statement.mention.person_id if statement.mention else None
        statement.meeting_id = statement.claim.meeting_id if statement.claim else None
    _keep_statements(old_statements, rows.statements)
    for proof in rows.evidence:
        proof.statement = proof.statement  # by the id that it has now

    Statement.objects.filter(document__in=documents).delete()
    MeetingClaim.objects.filter(document__in=documents).delete()
    PersonMention.objects.filter(document__in=documents).delete()
    PersonMention.objects.bulk_create(rows.mentions)
    MeetingClaim.objects.bulk_create(rows.claims)
    Statement.objects.bulk_create(rows.statements)
    Evidence.objects.bulk_create(rows.evidence)
    Document.objects.filter(pk=document.pk).update(extractor=rows.extractor)
    return touched


# What a client sees of a statement; what reconciling decides of it later is counted there.
_TOLD = (
    "document_id start end institution office country_id organization_id quotes day_earliest day_latest confidence speaker_id"
    " meeting_id"
).split()


def _keep_statements(old: Sequence[Statement], new: Sequence[Statement]) -> None:
    """The same words of the same kind are the same statement; it is changed only where something else of it is."""
    left: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in old:
        left[statement.text, statement.kind].append(statement)
    for statement in new:
        alike = left[statement.text, statement.kind]
        if not alike:
            continue
        same = next((s for s in alike if (s.start, s.institution) == (statement.start, statement.institution)), alike[0])
        alike.remove(same)
        statement.id, statement.created_at = same.id, same.created_at
        statement.version, statement.updated_at = same.version, same.updated_at
        if any(getattr(same, name) != getattr(statement, name) for name in _TOLD):
            statement.version, statement.updated_at = same.version + 1, timezone.now()


def _keep_meetings(old: Sequence[MeetingClaim], new: Sequence[MeetingClaim]) -> None:
    """Each new claim starts at the meeting of the old claim that it resembles; reconciling may still move it."""
    left = list(old)
    for claim in new:
        alike = [c for c in left if c.entities == claim.entities]
        best = next((c for c in alike if c.start_earliest == claim.start_earliest), alike[0] if alike else None)
        if best is not None:
            claim.meeting_id = best.meeting_id
            left.remove(best)
