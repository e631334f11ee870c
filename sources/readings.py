"""A document's own reading in the form of the annotated corpora (docs: evaluation): what it told, never what was settled."""

from collections.abc import Iterable, Iterator
from typing import Any

from events.models import Document, MeetingClaim, Organization, PersonMention, Statement
from events.vocabulary import DocumentStatus


def readings(*, sure: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """(external id, reading) of every document that is read, near-duplicates included.

    With `sure`, each meeting and statement also says how sure its reading is: `confidence`, which the form does not know.
    """
    short = dict(Organization.objects.values_list("slug", "short"))
    documents = Document.objects.filter(status=DocumentStatus.READ, superseded_by__isnull=True).defer("text", "search")
    for document in documents.order_by("external_id").iterator(chunk_size=200):
        reading = reading_of(document, short)
        if sure:
            for name, model in (("meetings", MeetingClaim), ("statements", Statement)):
                told = model.objects.filter(document=document).order_by("ordinal").values_list("confidence", flat=True)
                for item, confidence in zip(reading[name], told, strict=True):
                    item["confidence"] = confidence
        yield document.external_id, reading


def reading_of(document: Document, short: dict[str, str]) -> dict[str, Any]:
    """One document. `event` is the id of the meeting that the claim was settled into; `short` maps slugs to short forms."""
    statements = Statement.objects.filter(document=document).select_related("mention", "claim").order_by("ordinal")
    told = told_by(
        PersonMention.objects.filter(document=document).order_by("ordinal"),
        MeetingClaim.objects.filter(document=document).order_by("ordinal"),
        statements,
        short,
    )
    return {
        "id": document.external_id,
        "url": document.source_url,
        "publisher": document.publisher,
        "published": document.published.isoformat() if document.published else None,
        **told,
    }


def told_by(
    mentions: Iterable[PersonMention], claims: Iterable[MeetingClaim], statements: Iterable[Statement], short: dict[str, str]
) -> dict[str, list[dict[str, Any]]]:
    """Meetings, statements and persons of a reading, of rows that may not be saved yet."""
    named = {m.ordinal: m for m in mentions}
    return {
        "meetings": [_meeting(claim, named, short) for claim in claims],
        "statements": [_statement(s) for s in statements],
        "persons": [{"name": m.name, "country": m.country_id, "role": m.role} for m in named.values() if m.is_actor],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    columns = {name: getattr(statement, name) for name in ("institution", "country_id", "kind")}
    told = columns | (statement.told or {})  # not what editors have pinned
    return {
        "speaker": statement.mention.name if statement.mention else None,
        "institution": told["institution"],
        "country": told["country_id"],
        "kind": told["kind"],
        "text": statement.text,
        "event": str(statement.claim.meeting_id) if statement.claim and statement.claim.meeting_id else None,
    }


def _meeting(claim: MeetingClaim, mentions: dict[int, PersonMention], short: dict[str, str]) -> dict[str, Any]:
    body = claim.body
    return {
        "event": str(claim.meeting_id) if claim.meeting_id else None,
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
