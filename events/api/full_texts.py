"""Whole texts for who may read them: put into published bodies, which show what the public may see."""

from collections.abc import Callable, Sequence
from typing import Any

from events.api.serializers.documents import DocumentSerializer
from events.api.serializers.fields import LONGEST_QUOTATION
from events.api.serializers.statements import StatementSerializer
from events.models import Document, Statement

WHOLE = {"full_text": True}


def add_document_texts(bodies: Sequence[dict[str, Any]]) -> None:
    """The texts of documents."""
    rows = Document.objects.filter(pk__in=[body["id"] for body in bodies]).only("text")
    serializer = DocumentSerializer(context=WHOLE)
    texts = {str(row.pk): serializer.get_text(row) for row in rows}
    for body in bodies:
        body["text"] = texts.get(body["id"])


def add_statement_texts(bodies: Sequence[dict[str, Any]]) -> None:
    """The whole of long statements. One that has meanwhile been read anew, so that its words are others, stays cut."""
    cut = {body["id"]: body for body in bodies if len(body["text"]) == LONGEST_QUOTATION}
    serializer = StatementSerializer(context=WHOLE)
    for row in Statement.objects.filter(pk__in=cut).only("text", "quotes", "start") if cut else ():
        body = cut[str(row.pk)]
        if row.start == body["start"] and row.text.startswith(body["text"]):
            body.update(
                text=serializer.get_text(row), quotes=serializer.get_quotes(row), end=serializer.get_end(row)
            )  # fmt: skip


ADD: dict[str, Callable[[Sequence[dict[str, Any]]], None]] = {
    "documents": add_document_texts,
    "statements": add_statement_texts,
}
"""By resource."""
