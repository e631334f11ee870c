"""Storing documents. A document's text never changes: another text under the same external id is a new revision."""

from typing import Any

from django.db import transaction

from events.models import Document
from events.search import vector
from events.services.saving import apply_changes


@transaction.atomic
def store_document(*, external_id: str, sha256: str, values: dict[str, Any]) -> tuple[Document, Document | None]:
    """Store a document, or find it again. Returns it and the revision that it supersedes, if it is new and there was one.

    `values` holds the other fields. A document that was there already gets another outcome, but a text only where it had none.
    """
    document = Document.objects.filter(external_id=external_id, sha256=sha256).first()
    if document is not None:
        _renew(document, values)
        return document, None
    former = Document.objects.filter(external_id=external_id, superseded_by__isnull=True).first()
    document = Document(external_id=external_id, sha256=sha256, **values)
    document.full_clean(exclude=["duplicate_of", "superseded_by"])
    first = Document.objects.filter(text=document.text).exclude(text="").order_by("id").first() if document.text else None
    document.duplicate_of = (first.duplicate_of or first) if first else None
    document.search = vector(document.title, document.text)
    document.save(force_insert=True)
    if former is not None:
        former.superseded_by = document
        former.version += 1
        former.save(update_fields=["superseded_by", "version"])
    return document, former


def _renew(document: Document, values: dict[str, Any]) -> None:
    """What another try, or a newer extractor, makes of the same bytes."""
    kept = {"retrieved_at"} | ({"text"} if document.text else set())
    renewed = {name: value for name, value in values.items() if name not in kept}
    if apply_changes(document, renewed) and "text" in renewed:
        Document.objects.filter(pk=document.pk).update(search=vector(document.title, document.text))
