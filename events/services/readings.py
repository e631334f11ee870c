"""Replacing what a document proves: its mentions, claims, statements and evidence, in one step."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from events.anchors import ClaimAnchor, MentionAnchor
from events.bulk import insert_rows, write_columns
from events.models import Decision, Document, Evidence, MeetingClaim, PersonMention, Statement
from events.services.anchoring import mention_anchor
from events.services.due import Due
from events.services.saving import apply_changes
from events.services.standing import find_claims, statement_anchor
from events.services.writing import writing
from events.vocabulary import DecidedResource, DecisionKind


@dataclass(frozen=True)
class ReadingRows:
    """A reading of a document as unsaved rows that refer to each other. `former`: the revision whose place the document takes."""

    document: Document
    extractor: str
    mentions: Sequence[PersonMention] = ()
    claims: Sequence[MeetingClaim] = ()
    statements: Sequence[Statement] = ()
    evidence: Sequence[Evidence] = ()
    former: Document | None = None


@writing()
def replace_readings(readings: Sequence[ReadingRows]) -> Due:
    """Put new readings, each of another document, in the place of the documents' own ones and of those of former revisions.

    What a new reading and the old one tell alike keeps its identity, so that ids stay stable.
    """
    of = {d.pk: reading for reading in readings for d in (reading.document, reading.former) if d is not None}
    old: dict[UUID, _Old] = defaultdict(_Old)
    for mention in PersonMention.objects.filter(document__in=of):
        old[of[mention.document_id].document.pk].mentions.append(mention)
    for claim in MeetingClaim.objects.filter(document__in=of).order_by("document", "ordinal"):
        old[of[claim.document_id].document.pk].claims.append(claim)
    for statement in Statement.objects.filter(document__in=of).order_by("ordinal"):
        old[of[statement.document_id].document.pk].statements.append(statement)
    due = Due()
    for reading in readings:
        due.add(_prepare(reading, old[reading.document.pk]))
    if old:
        for model in (Statement, MeetingClaim, PersonMention):
            model._default_manager.filter(document__in=of).delete()
    insert_rows([row for reading in readings for row in reading.mentions])
    insert_rows([row for reading in readings for row in reading.claims])
    insert_rows([row for reading in readings for row in reading.statements])
    insert_rows([row for reading in readings for row in reading.evidence])
    for reading in readings:
        reading.document.extractor = reading.extractor
    write_columns([reading.document for reading in readings], ["extractor"])
    return due


@dataclass
class _Old:
    """What a document, or its former revision, told until now."""

    mentions: list[PersonMention] = field(default_factory=list)
    claims: list[MeetingClaim] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def _prepare(rows: ReadingRows, old: _Old) -> Due:
    """Give the new rows the identity of the old ones that they resemble. Returns what is due then."""
    due = Due(
        documents={rows.document.external_id},
        claims=_told_no_more(_signatures(old.claims, old.mentions), _signatures(rows.claims, rows.mentions)),
        keys={key for mention in (*old.mentions, *rows.mentions) for key in mention.keys},
        names={m.name for m in old.mentions} - {m.name for m in rows.mentions},
        persons={m.person_id for m in old.mentions if m.person_id},
        meetings={c.meeting_id for c in old.claims if c.meeting_id} | {s.meeting_id for s in old.statements if s.meeting_id},
    )
    _keep_meetings(old.claims, rows.claims)
    known = {(m.name, m.country_id, m.organization_id): m.person_id for m in old.mentions}
    for mention in rows.mentions:
        mention.person_id = known.get((mention.name, mention.country_id, mention.organization_id))
    for statement in rows.statements:
        statement.speaker_id = statement.mention.person_id if statement.mention else None
        statement.meeting_id = statement.claim.meeting_id if statement.claim else None
    _keep_statements(old.statements, rows.statements)
    for proof in rows.evidence:
        proof.statement = proof.statement  # by the id that it has now
    return due


def _signatures(
    claims: Sequence[MeetingClaim], mentions: Sequence[PersonMention]
) -> list[tuple[MeetingClaim, Hashable]]:
    """With each claim what it is compared by: its values and whom it names."""
    named = {(m.document_id, m.ordinal): (m.name, m.country_id, m.organization_id) for m in mentions}

    def signature(claim: MeetingClaim) -> Hashable:
        people = (named.get((claim.document_id, told["mention"])) for told in claim.body["participants"])
        return (repr(claim.body), claim.month, claim.day, claim.weekday, claim.prominence, *people)

    return [(claim, signature(claim)) for claim in claims]


def _told_no_more(
    old: Sequence[tuple[MeetingClaim, Hashable]], new: Sequence[tuple[MeetingClaim, Hashable]]
) -> list[MeetingClaim]:
    kept = {signature for _, signature in new}
    return [claim for claim, signature in old if signature not in kept]


@writing()
def apply_rejections(*, documents: Iterable[str]) -> Due:
    """Mark what editors have rejected of these documents (external ids) as misread, and what they have not as read.

    What is misread tells of no meeting and names no person.
    """
    decided = Decision.objects.standing().hanging_on(documents=documents).filter(kind=DecisionKind.REJECT)
    anchors = list(decided.exclude(resource=DecidedResource.STATEMENTS).values_list("anchor", flat=True))
    misread = {claim.pk for claim in find_claims(ClaimAnchor.of(c) for a in anchors for c in a.get("claims", ())).values()}
    unnamed = {MentionAnchor.of(a["mention"]) for a in anchors if "mention" in a}
    due = Due()
    told = MeetingClaim.objects.filter(document__external_id__in=documents)
    for claim in told.filter(Q(pk__in=misread) | Q(is_rejected=True)):
        _reject_claim(claim, claim.pk in misread, due)
    mentions = PersonMention.objects.filter(document__external_id__in=documents).select_related("document")
    mentions = mentions.defer("document__text", "document__search")
    wanted = Q(is_rejected=True) | Q(name__in={anchor.spelling.name for anchor in unnamed})
    for mention in mentions.filter(wanted):
        _reject_mention(mention, mention_anchor(mention) in unnamed, due)
    return due


def _reject_claim(claim: MeetingClaim, is_rejected: bool, due: Due) -> None:
    if is_rejected and claim.meeting_id:
        due.meetings.add(claim.meeting_id)
    if apply_changes(claim, {"is_rejected": is_rejected} | ({"meeting_id": None} if is_rejected else {})):
        due.claims.append(claim)


def _reject_mention(mention: PersonMention, is_rejected: bool, due: Due) -> None:
    if is_rejected and mention.person_id:
        due.persons.add(mention.person_id)
    if apply_changes(mention, {"is_rejected": is_rejected} | ({"person_id": None} if is_rejected else {})):
        due.keys.update(mention.keys)
        due.names.add(mention.name)
        # Whom a claim names is part of how it compares, and of what its meeting shows.
        claims = list(MeetingClaim.objects.filter(document=mention.document))
        due.claims += claims
        due.meetings |= {claim.meeting_id for claim in claims if claim.meeting_id}
        due.mentions.add(mention.pk)
        due.documents.add(mention.document.external_id)


def _keep_statements(old: Sequence[Statement], new: Sequence[Statement]) -> None:
    """The same words of the same kind are the same statement."""
    left: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in old:
        left[statement.text, statement_anchor(statement).kind].append(statement)
    for statement in new:
        alike = left[statement.text, statement.kind]
        if not alike:
            continue
        same = next((s for s in alike if (s.start, s.institution) == (statement.start, statement.institution)), alike[0])
        alike.remove(same)
        statement.id, statement.created_at = same.id, same.created_at
        statement.version, statement.updated_at = same.version, same.updated_at
        statement.deleted_at = same.deleted_at


def _keep_meetings(old: Sequence[MeetingClaim], new: Sequence[MeetingClaim]) -> None:
    """Each new claim starts at the meeting of the old claim that it resembles; reconciling may still move it."""
    left = list(old)
    for claim in new:
        alike = [c for c in left if c.entities == claim.entities]
        best = next((c for c in alike if c.start_earliest == claim.start_earliest), alike[0] if alike else None)
        if best is not None:
            claim.meeting_id = best.meeting_id
            left.remove(best)
