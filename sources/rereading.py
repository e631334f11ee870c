"""Reading everything anew with a newer extractor: first compared with what stands, then applied where somebody says so.

Each document is a delivery of one import, the least urgent of all: done in the background, shown with its progress, cancelled and
resumed, dead where it fails. The bytes are those of the delivery that brought the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from events.models import Document, Organization
from events.vocabulary import DeliveryState, DocumentStatus, ImportStatus, Priority
from sources.acceptance import Package, open_import
from sources.chunks import CHUNK
from sources.delivering import deliver
from sources.differences import differences
from sources.extraction.reading import Reading
from sources.extraction.version import EXTRACTOR
from sources.models import Delivery, Difference, Import
from sources.readings import reading_of, told_by
from sources.recording import Codes, rows_of
from sources.sweeping import AT_ONCE, send

REREAD = "reread"
"""The media of such deliveries: their bytes are the id of the delivery whose bytes are read."""


def reread(*, everything: bool = False) -> Import | None:
    """Have documents read anew that another extractor has read, or all. None where there are none whose bytes are here."""
    packages = _packages(everything)
    first = next(packages, None)
    if first is None:
        return None
    batch = open_import(origin=f"read anew with {EXTRACTOR}", priority=Priority.REREADING)

    def all_of_them() -> Iterator[Package]:
        yield first
        yield from packages

    for _ in deliver(batch=batch, packages=all_of_them()):
        pass  # each batch is committed by itself
    return batch


def _packages(everything: bool) -> Iterator[Package]:
    brought = Delivery.objects.filter(document=OuterRef("pk")).exclude(Q(content=b"") | Q(media__in=[CHUNK, REREAD]))
    documents = Document.objects.filter(superseded_by__isnull=True, status=DocumentStatus.READ)
    documents = documents.annotate(brought=Subquery(brought.order_by("-received_at").values("pk")[:1]), name=F("external_id"))
    wanted = documents.filter(brought__isnull=False).order_by("pk")
    if not everything:
        wanted = wanted.exclude(extractor=EXTRACTOR)
    for name, delivery in wanted.values_list("name", "brought").iterator(chunk_size=1_000):
        content = str(delivery).encode()
        yield Package(name, name, REREAD, content, len(content))


def bytes_of(delivery: Delivery) -> Delivery | None:
    """The delivery whose bytes are to be read; None where its document does not stand any more."""
    brought = Delivery.objects.select_related("document").filter(pk=UUID(bytes(delivery.content).decode())).first()
    if brought is None or brought.document is None or brought.document.superseded_by_id is not None:
        return None
    return brought


def compare(delivery: Delivery, document: Document, reading: Reading | None) -> None:
    """Keep what the reading tells otherwise than what stands."""
    short = dict(Organization.objects.values_list("slug", "short"))
    told = {}
    if reading is not None:
        rows = rows_of(document, reading, Codes.known())
        present = told_by(rows.mentions, rows.claims, rows.statements, short)
        told = differences(reading_of(document, short), present)
    Difference.objects.update_or_create(
        delivery=delivery,
        defaults={"document": document, "former": document.extractor, "extractor": EXTRACTOR, "told": told, "applied_at": None},
    )


@transaction.atomic
def apply(*, differences: Iterable[UUID]) -> int:
    """Have what was compared take the place of what stands: workers read these documents once more. Returns how many wait."""
    ready = Delivery.objects.filter(difference__in=list(differences), difference__applied_at=None, state=DeliveryState.DONE)
    chosen = dict(ready.select_for_update(of=("self",)).values_list("pk", "batch"))
    Difference.objects.filter(delivery__in=chosen).update(is_wanted=True)
    Delivery.objects.filter(pk__in=chosen).update(
        state=DeliveryState.PENDING, attempts=0, settled_at=None, leased_until=None, due_at=None
    )
    Import.objects.filter(pk__in=set(chosen.values())).update(status=ImportStatus.RUNNING, finished_at=None)
    send(Delivery.objects.filter(pk__in=chosen).defer("content")[:AT_ONCE])
    return len(chosen)
