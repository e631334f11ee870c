"""Storing documents. A document's text never changes: another text under the same external id is a new revision."""

from typing import Any

from django.db import transaction

from events.models import Document
from events.search import vector


@transaction.atomic
def store_document(*, external_id: str, sha256: str, values: dict[str, Any]) -> tuple[Document, Document | None]:
    """Store a document, or find it again. Returns it and the revision that it supersedes, if it is new and there was one.

    `values` holds the other fields. A document that was there already gets no other text, only its outcome.
    """
    document = Document.objects.filter(external_id=external_id, sha256=sha256).first()
    if document is not None:
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
