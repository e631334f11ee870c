"""Which documents are reprints of one report, and so one voice when meetings are settled. Called while the record is held.

Documents that stand (no later revision took their place) hang together by likeness, directly or through others. Of each such
group the first published is the report, and the others are its duplicates: in whichever order they come in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import compress
from uuid import UUID

from django.db import connection
from django.db.models import Q

from events.models import Document, MeetingClaim
from events.reprints import Sketch, near, reprints, shingles
from events.services.meetings import settle_meetings
from events.services.saving import apply_changes


def place_new(documents: Sequence[Document]) -> None:
    """Group documents that were not there before."""
    sketches = _sketches_beside([document.pk for document in documents if document.text])
    for document in documents:
        if any(near(document.sketch, sketches[document.pk])):
            _place(document, [document])


def _sketches_beside(documents: Sequence[UUID]) -> Mapping[UUID, Sequence[Sketch | None]]:
    """Of each of the documents the sketches of those that share a band with it: most are near none."""
    found: dict[UUID, list[Sketch | None]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT new.id, d.sketch FROM events_document AS new JOIN events_document AS d ON d.bands && new.bands"
            " AND d.superseded_by_id IS NULL AND d.id <> new.id WHERE new.id = ANY(%s)",
            [list(documents)],
        )
        for pk, other in cursor.fetchall():
            found[pk].append(other)
    return found


def place_among_reprints(document: Document) -> None:
    """Group a document that has come to stand, or stands no more. Where others are grouped anew, their meetings are settled."""
    _place(document, _group(document))


def _place(document: Document, present: Sequence[Document]) -> None:
    """`present`: the group in which the document is."""
    others = [d for d in present if d.pk != document.pk]
    if document.text and document.superseded_by_id is None:
        found = {d.pk: d for other in _alike(document) for d in _group(other)}
        regrouped = bool(found.keys() - {d.pk for d in present}) and _voices(found.values()) > 1
        groups = [list({**found, **{d.pk: d for d in others}, document.pk: document}.values())]
    else:
        parts = _hanging_together(others)
        regrouped = len(parts) > 1
        groups = [[document], *parts]
    for group in groups:
        _lead(group)
    if regrouped:
        grouped = [d.pk for group in groups for d in group]
        told = MeetingClaim.objects.filter(document__in=grouped, meeting__isnull=False)
        settle_meetings(ids=set(told.values_list("meeting_id", flat=True).distinct()))


def _group(document: Document) -> Sequence[Document]:
    """The document's group as it is, itself included."""
    first = document.duplicate_of_id or document.pk
    return list(Document.objects.filter(Q(pk=first) | Q(duplicate_of=first)).defer("text", "search", "bands", "sketch"))


def _voices(documents: Iterable[Document]) -> int:
    return len({d.duplicate_of_id or d.pk for d in documents})


def _alike(document: Document) -> list[Document]:
    """One document of each group that the document belongs to."""
    beside = Document.objects.filter(bands__overlap=document.bands, superseded_by__isnull=True).exclude(pk=document.pk)
    told = list(beside.order_by("pk").values_list("pk", "duplicate_of", "sketch"))
    groups: dict[UUID, list[UUID]] = defaultdict(list)
    for pk, first, _ in compress(told, near(document.sketch, [each for *_, each in told])):
        groups[first or pk].append(pk)
    if not groups:
        return []
    read = Document.objects.defer("search", "bands", "sketch")
    firsts = read.in_bulk([members[0] for members in groups.values()])  # mostly the first one of a group will do
    own = shingles(document.text)
    found = []
    for members in groups.values():
        texts = (firsts[pk] if pk in firsts else read.get(pk=pk) for pk in members)
        alike = next((other for other in texts if reprints(own, shingles(other.text))), None)
        if alike is not None:
            found.append(alike)
    return found


def _hanging_together(documents: Iterable[Document]) -> list[list[Document]]:
    """The groups that are left of one when a document that held it together is gone."""
    texts = Document.objects.filter(pk__in=[d.pk for d in documents]).only("bands", "text")
    read = {d.pk: (set(d.bands), shingles(d.text)) for d in texts}

    def tied(a: Document, b: Document) -> bool:
        (bands, own), (others, theirs) = read[a.pk], read[b.pk]
        return bool(bands & others) and reprints(own, theirs)

    groups: list[list[Document]] = []
    for document in documents:
        ties = [group for group in groups if any(tied(document, other) for other in group)]
        groups = [group for group in groups if group not in ties] + [[document, *(d for group in ties for d in group)]]
    return groups


def _lead(group: Sequence[Document]) -> None:
    """The first published of a group is the report."""
    first = min(group, key=lambda d: (d.published or date.max, d.external_id, d.sha256))
    for document in group:
        apply_changes(document, {"duplicate_of_id": None if document is first else first.pk})
