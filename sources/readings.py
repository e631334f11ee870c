"""A document's own reading in the form of the annotated corpora (docs: evaluation): what it told, never what was settled."""

from collections.abc import Iterator
from typing import Any

from events.models import Document, MeetingClaim, Organization, PersonMention, Statement
from events.vocabulary import DocumentStatus


def readings() -> Iterator[tuple[str, dict[str, Any]]]:
    """(external id, reading) of every document that is read, near-duplicates included."""
    short = dict(Organization.objects.values_list("slug", "short"))
    documents = Document.objects.filter(status=DocumentStatus.READ, superseded_by__isnull=True).defer("text", "search")
    for document in documents.order_by("external_id").iterator(chunk_size=200):
        yield document.external_id, reading_of(document, short)


def reading_of(document: Document, short: dict[str, str]) -> dict[str, Any]:
    """One document. `event` is the id of the meeting that the claim was settled into; `short` maps slugs to short forms."""
    mentions = {m.ordinal: m for m in PersonMention.objects.filter(document=document)}
    claims = list(MeetingClaim.objects.filter(document=document))
    statements = (
        Statement.objects.filter(document=document).select_related("mention", "claim").defer("search").order_by("ordinal")
    )
    return {
        "id": document.external_id,
        "url": document.source_url,
        "publisher": document.publisher,
        "published": document.published.isoformat() if document.published else None,
        "meetings": [_meeting(claim, mentions, short) for claim in claims],
        "statements": [
            {
                "speaker": s.mention.name if s.mention else None,
                "institution": s.institution,
                "country": s.country_id,
                "kind": s.kind,
                "text": s.text,
                "event": str(s.claim.meeting_id) if s.claim else None,
            }
            for s in statements
        ],
        "persons": [{"name": m.name, "country": m.country_id, "role": m.role} for m in mentions.values() if m.is_actor],
    }


def _meeting(claim: MeetingClaim, mentions: dict[int, PersonMention], short: dict[str, str]) -> dict[str, Any]:
    body = claim.body
    return {
        "event": str(claim.meeting_id),
        "prominence": claim.prominence,
        "status": body["status"],
        "mode": body["mode"],
        "start_date": body["start"],
        "end_date": body["end"],
        "city": body["city"],
        "country": body["country"],
        "level": body["level"],
        "portfolios": body["portfolios"],
        "parties": body["parties"],
        "organizations": [short.get(slug, slug) for slug in body["organizations"]],
        "persons": [mentions[told["mention"]].name for told in body["participants"]],
    }
