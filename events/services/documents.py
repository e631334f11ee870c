"""Storing documents. A document's text never changes: another text under the same external id is a new revision."""

from typing import Any

from django.db import transaction

from events.models import Document
from events.search import vector
from events.services.locking import hold_record
from events.services.saving import apply_changes
from events.vocabulary import DocumentStatus


@transaction.atomic
def store_document(*, external_id: str, sha256: str, values: dict[str, Any]) -> tuple[Document, Document | None]:
    """Store a document, or find it again. Returns it and the revision whose place it takes, if there is one.

    `values` holds the other fields. A document that was there already gets another outcome, but a text only where it had none.
    """
    hold_record()
    document = Document.objects.filter(external_id=external_id, sha256=sha256).first()
    if document is not None:
        _renew(document, values)
    else:
        document = _new(external_id, sha256, values)
    return document, _order_revisions(document)


def _new(external_id: str, sha256: str, values: dict[str, Any]) -> Document:
    document = Document(external_id=external_id, sha256=sha256, **values)
    document.full_clean(exclude=["duplicate_of", "superseded_by"])
    first = Document.objects.filter(text=document.text).exclude(text="").order_by("id").first() if document.text else None
    document.duplicate_of = (first.duplicate_of or first) if first else None
    document.search = vector(document.title, document.text)
    document.save(force_insert=True)
    return document


def _renew(document: Document, values: dict[str, Any]) -> None:
    """What another try, or a newer extractor, makes of the same bytes."""
    kept = {"retrieved_at"} | ({"text"} if document.text else set())
    renewed = {name: value for name, value in values.items() if name not in kept}
    if apply_changes(document, renewed) and "text" in renewed:
        Document.objects.filter(pk=document.pk).update(search=vector(document.title, document.text))


def _order_revisions(document: Document) -> Document | None:
    """The revision that was delivered last stands for all, in whichever order workers come to them; a refused one for none.

    Returns the revision whose place this document takes.
    """
    others = list(Document.objects.filter(external_id=document.external_id).exclude(pk=document.pk).defer("text", "search"))
    if not others:
        return None
    last = max([document, *others], key=lambda d: (d.status != DocumentStatus.REFUSED, d.retrieved_at, d.sha256))
    former = next((d for d in others if d.superseded_by_id is None), None)
    for revision in (document, *others):
        apply_changes(revision, {"superseded_by_id": None if revision is last else last.pk})
    return former if last is document else None
