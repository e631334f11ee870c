"""Storing documents. A document's text never changes: another text under the same external id is a new revision."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events.bulk import insert_rows
from events.models import Document
from events.search import vector, words
from events.services.reprints import place_among_reprints, place_new
from events.services.saving import apply_changes
from events.services.writing import writing
from events.vocabulary import DocumentStatus


@dataclass(frozen=True, slots=True)
class Delivered:
    """A document as it was delivered; `values` holds its other fields.

    `last`: when texts under its external id were last delivered, by their hashes, where that is known.
    """

    external_id: str
    sha256: str
    values: dict[str, Any]
    last: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it is stored, and the revision whose place it takes, if there is one."""

    document: Document
    former: Document | None = None


@writing()
def store_documents(delivered: Sequence[Delivered]) -> list[Stored]:
    """Store documents, or find them again. No two of them have one external id.

    A document that was there already gets another outcome, but a text only where it had none.
    """
    present: dict[str, list[Document]] = defaultdict(list)
    wanted = Document.objects.filter(external_id__in=[told.external_id for told in delivered])
    for document in wanted.defer("text", "search", "bands", "sketch"):
        present[document.external_id].append(document)
    new = {told.external_id: _new(told) for told in delivered if not present[told.external_id]}
    _insert(new.values())
    place_new(list(new.values()))
    return [
        Stored(new[told.external_id]) if told.external_id in new else _store_again(told, present[told.external_id])
        for told in delivered
    ]


def _store_again(told: Delivered, revisions: list[Document]) -> Stored:
    """Of an external id that is known."""
    document = next((d for d in revisions if d.sha256 == told.sha256), None)
    if document is not None:
        changed = _renew(document, told.values)
        revisions.remove(document)
    else:
        document = _new(told)
        _insert([document])
        changed = True
    former, regrouped = _order_revisions(document, revisions, told.last)
    due = {d.pk: d for d in ([*regrouped, document] if changed else regrouped)}
    for revision in sorted(due.values(), key=lambda d: d.superseded_by_id is None):  # who leaves goes first
        place_among_reprints(revision)
    return Stored(document, former)


def _new(told: Delivered) -> Document:
    document = Document(external_id=told.external_id, sha256=told.sha256, **told.values)
    document.full_clean(exclude=["duplicate_of", "superseded_by"], validate_unique=False, validate_constraints=False)
    return document


def _insert(documents: Iterable[Document]) -> None:
    rows = list(documents)
    insert_rows(rows, {document.pk: words(document.title, document.text) for document in rows})


def _renew(document: Document, values: dict[str, Any]) -> bool:
    """What another try, or a newer extractor, makes of the same bytes. Returns whether anything changed."""
    kept = {"retrieved_at"} | ({"text"} if document.text else set())
    if values.get("is_primary") is None or document.is_primary:  # whichever way it came first
        kept.add("is_primary")
    renewed = {name: value for name, value in values.items() if name not in kept}
    changed = apply_changes(document, renewed)
    if changed and "text" in renewed:
        Document.objects.filter(pk=document.pk).update(search=vector(document.title, document.text))
    return changed


def _order_revisions(
    document: Document, others: Sequence[Document], last_told: Mapping[str, datetime]
) -> tuple[Document | None, list[Document]]:
    """The revision that was delivered last stands for all, in whichever order workers come to them; a refused one for none.

    Returns the revision whose place this document takes, and those that have come to stand or stand no more.
    """
    if not others:
        return None, []
    revisions = [document, *others]
    delivered = {d: max(d.retrieved_at, last_told.get(d.sha256, d.retrieved_at)) for d in revisions}
    last = _newest(revisions, delivered.__getitem__)
    if last is not _newest(revisions, lambda d: d.retrieved_at):  # a page went back to it: it stands by what is kept, too
        apply_changes(last, {"retrieved_at": delivered[last]})
    former = next((d for d in others if d.superseded_by_id is None), None)
    changed = [d for d in revisions if apply_changes(d, {"superseded_by_id": None if d is last else last.pk})]
    return former if last is document else None, changed


def _newest(revisions: Iterable[Document], when: Callable[[Document], datetime]) -> Document:
    return max(revisions, key=lambda d: (d.status != DocumentStatus.REFUSED, when(d), d.sha256))
