"""How the admin shows what it did not write: every text escaped, links to pages of the web only by http and https."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Greatest, Substr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.querysets import proving_words

NOTHING = "–"
CONTEXT = 120
"""Code points shown on each side of a quotation."""


def web_link(address: str | None, text: str | None = None) -> str:
    """A link to a page of the web; as mere text where its scheme is neither http nor https."""
    if not address:
        return NOTHING
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return address
    return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', address, text or address)


def address_of(record: models.Model) -> str:
    """The record's page in the admin."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def record_link(record: models.Model | None, text: object = None, anchor: str = "") -> str:
    """A link to the record's page in the admin."""
    if record is None:
        return NOTHING
    shown = str(record) if text is None else text
    return format_html('<a href="{}{}">{}</a>', address_of(record), f"#{anchor}" if anchor else "", shown)


def list_link(model: type[models.Model], text: object, **filters: object) -> SafeString:
    """A link to a list of the admin, filtered."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", query=filters)
    return format_html('<a href="{}">{}</a>', address, text)


def joined(items: Iterable[object], separator: str = ", ") -> str:
    """The items, escaped where they are not markup of ours."""
    return format_html_join(separator, "{}", ((item,) for item in items)) or NOTHING


def place(anchor_start: int) -> str:
    """The name of the place in a document's page at which the code point stands."""
    return f"at-{anchor_start}"


def with_context(evidence: models.QuerySet[Any]) -> Any:
    """Evidence with `before`, `words` and `after`, cut from the documents' texts in the database."""
    first = Greatest(F("start") - CONTEXT, Value(0))
    return evidence.annotate(
        before=Substr("document__text", first + 1, F("start") - first),
        words=proving_words(F("end") - F("start")),
        after=Substr("document__text", F("end") + 1, Value(CONTEXT)),
    )


def quotation(row: Any) -> SafeString:
    """The proving words in their surroundings, of a row of `with_context`."""
    before, after = row.before or "", row.after or ""
    return format_html(
        '<span class="quotation">{}{}<mark>{}</mark>{}{}</span>',
        "…" if row.start > len(before) else "", before, row.words, after, "…" if len(after) == CONTEXT else "",
    )  # fmt: skip


def proved_text(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """A document's text with the stretches that prove something marked, and a place to link to where each begins."""
    pieces: list[tuple[SafeString]] = []
    at = 0
    for start, end, starts in _stretches(text, spans):
        pieces.append((format_html("{}", text[at:start]),))
        parts = ((place(a), text[a:b]) for a, b in pairwise([*starts, end]))
        inner = format_html_join("", '<a id="{}"></a>{}', parts)
        pieces.append((format_html("<mark>{}</mark>", inner),))
        at = end
    pieces.append((format_html("{}", text[at:]),))
    return format_html('<div class="document-text">{}</div>', format_html_join("", "{}", pieces))


def _stretches(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int, list[int]]]:
    """Spans that overlap as one: (start, end, starts of the spans within)."""
    merged: list[tuple[int, int, list[int]]] = []
    for start, end in sorted({(a, min(b, len(text))) for a, b in spans if a < len(text)}):
        if merged and start < merged[-1][1]:
            first, last, starts = merged[-1]
            merged[-1] = (first, max(last, end), starts if starts[-1] == start else [*starts, start])
        else:
            merged.append((start, end, [start]))
    return merged


def pairs(values: Mapping[str, object]) -> SafeString:
    """A small table of names and values."""
    rows = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", values.items())
    return format_html('<table class="pairs">{}</table>', rows)
