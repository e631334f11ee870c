"""The words that prove what is shown, in their surroundings."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from events.admin.base import Section
from events.admin.display import place, quotation, record_link, with_context
from events.models import Evidence

EVIDENCE_SHOWN = 300
DOCUMENT_TEXTS = ("document__text", "document__search")


def in_context(evidence: models.QuerySet[Evidence]) -> Any:
    """Evidence with what a section of it shows, and without the documents' whole texts."""
    return with_context(evidence.select_related("document", "mention")).defer(*DOCUMENT_TEXTS)


def evidence_section(rows: Iterable[Evidence], more: str | None = None) -> Section:
    """Evidence with its words in their surroundings; rows of `in_context`."""
    heads = ("Field", "Value read", "Words", "Document", "Confidence", "")
    cells = [
        (
            row.field.replace("_", " "),
            f"{row.value} ({row.mention.name})" if row.mention and row.field == "office" else row.value,
            quotation(row),
            record_link(row.document, anchor=place(row.start)),
            row.confidence,
            record_link(row, "Details"),
        )
        for row in rows
    ]
    return Section("Evidence", "chancery/admin/table.html", {"heads": heads, "rows": cells, "more": more}, below=True)
