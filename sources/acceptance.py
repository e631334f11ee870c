"""Accepting deliveries: one is accepted when its bytes and hash are committed. Nothing is read here but names and sizes."""

from __future__ import annotations

import gzip
import hashlib
import os
import stat
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path, PurePath
from typing import IO, cast
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from events.models import Document
from events.services.documents import Delivered, store_documents
from events.vocabulary import OPEN_STATES, DeliveryState, DocumentStatus, ImportStatus, Priority
from sources.extraction.version import EXTRACTOR
from sources.models import Delivery, Import, Source
from sources.readers import MEDIA, SPLITTERS, Unreadable, csv

Columns = Mapping[str, str]

BATCH = 100  # deliveries a transaction
BATCH_BYTES = 20_000_000  # likewise: one insert holds them all
ZIPPED = ".jsonl.gz"
NAME, EXTERNAL_ID = 500, 300  # the longest that is kept
LONGEST_REASON = 500  # characters


@dataclass(frozen=True, slots=True)
class Package:
    """Bytes to deliver. `fault` says why they cannot be read at all."""

    name: str
    external_id: str
    media: str
    content: bytes
    size: int
    fault: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)  # Delivery.facts


def open_import(*, origin: str, source: Source | None = None, priority: int = Priority.USUAL) -> Import:
    """A new import, to which deliveries are accepted."""
    return Import.objects.create(origin=shown(origin)[:1000], source=source, priority=priority)


def accept(*, batch: Import, packages: Iterable[Package]) -> Iterator[list[Delivery]]:
    """Commit the packages as deliveries, a batch at a time; yields each batch once it is committed.

    What is known already (same external id, same bytes, read by this extractor) is settled at once and changes nothing, unless
    another revision stands in its place: then this text takes it back.
    """
    rows: list[Package] = []
    held = 0
    for package in packages:
        rows.append(package)
        held += len(package.content)
        if len(rows) == BATCH or held >= BATCH_BYTES:
            yield _commit(batch, rows)
            rows, held = [], 0
    if rows:
        yield _commit(batch, rows)


@transaction.atomic
def _commit(batch: Import, packages: list[Package]) -> list[Delivery]:
    cancelled = hold_import(batch.pk).status == ImportStatus.CANCELLED
    hashes = [hashlib.sha256(package.content).hexdigest() for package in packages]
    nothing = Q(status=DocumentStatus.REFUSED) | Q(text="")  # a snapshot brings no texts
    read = Document.objects.filter(sha256__in=hashes, extractor=EXTRACTOR, superseded_by=None).exclude(nothing)
    known = {(d.external_id, d.sha256): d for d in read.only("external_id", "sha256")}
    deliveries = []
    now = _now()
    for place, (package, sha256) in enumerate(zip(packages, hashes, strict=True)):
        received_at = now + timedelta(microseconds=place)
        external_id = kept_id(package, sha256)
        document = known.get((external_id, sha256))
        delivery = Delivery(
            batch=batch,
            name=shown(package.name)[-NAME:],
            external_id=external_id,
            media=package.media,
            content=b"" if document or package.fault else package.content,
            sha256=sha256,
            facts=dict(package.facts),
            received_at=received_at,
            priority=batch.priority,
            state=DeliveryState.CANCELLED if cancelled else DeliveryState.PENDING,
        )
        if package.fault:
            reason = shown(package.fault)[:LONGEST_REASON]  # it quotes what was delivered
            document = _refused(external_id, sha256, reason, received_at)
            delivery.state, delivery.reason = DeliveryState.REFUSED, reason
        elif document:
            delivery.state = DeliveryState.DONE
        if document:
            delivery.document, delivery.settled_at = document, received_at
        deliveries.append(delivery)
    # Whoever looked before these came may have found nothing open.
    Import.objects.filter(pk=batch.pk, status=ImportStatus.DONE).update(status=ImportStatus.RUNNING, finished_at=None)
    return Delivery.objects.bulk_create(deliveries)


def hold_import(id: UUID) -> Import:
    """The import as it stands, held to the transaction's end: whoever cancels it waits for this, or this for him.

    Held before any of its deliveries. The row is found by its id alone: one that is looked for by its status is not held while
    it has another.
    """
    return Import.objects.select_for_update(no_key=True).get(pk=id)


def _now() -> datetime:
    """By the database's clock: of two revisions the one received last stands, whichever machine received it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def _refused(external_id: str, sha256: str, reason: str, received_at: datetime) -> Document:
    """What could not even be accepted is kept as a document without text, with the reason."""
    values = {"retrieved_at": received_at, "status": DocumentStatus.REFUSED, "reason": reason}
    return store_documents([Delivered(external_id, sha256, values)])[0].document


def shown(name: str) -> str:
    """A name or message as text that can be stored and printed: no UTF-8, line ends and control characters become escapes."""
    plain = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else c.encode("unicode_escape").decode("ascii") for c in plain
    )


def kept_id(package: Package, sha256: str) -> str:
    """The external id under which the package is kept: as text, and of bytes that have none made of their hash."""
    return _short_id(shown(package.external_id)) or sha256[:16]


def _short_id(external_id: str) -> str:
    """An id no longer than is kept; of longer ones the end is a digest, since addresses differ at their ends."""
    if len(external_id) <= EXTERNAL_ID:
        return external_id.strip()
    return f"{external_id[: EXTERNAL_ID - 17]}-{hashlib.sha256(external_id.encode()).hexdigest()[:16]}"


def packages_of(paths: Iterable[Path], columns: Columns | None = None) -> Iterator[Package]:
    """The documents of files and, in the order of their names, of folders. A file of many gives one package each.

    `columns`: of CSV files, which heading each key has.
    """
    for path in paths:
        if path.is_dir():
            yield from _packages_of_folder(path, columns)
        else:
            yield from _packages_of_file(path, columns)


def _packages_of_folder(folder: Path, columns: Columns | None) -> Iterator[Package]:
    """Links to folders are not followed, since they may lead back; a folder that cannot be opened is named."""
    closed: list[OSError] = []
    found = []
    for parent, _, names in os.walk(folder, onerror=closed.append):
        found += [Path(parent, name) for name in names if _media(Path(name))]
    for error in closed:
        yield _faulty(str(error.filename), Path(error.filename).name, f"cannot be opened: {error.strerror}")
    for file in sorted(found):
        if not annotates(file):
            yield from _packages_of_file(file, columns)


def _is_zipped(file: Path) -> bool:
    return file.name.lower().endswith(ZIPPED)


def _opened(file: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(file)) if _is_zipped(file) else file.open("rb")


def _media(file: Path) -> str | None:
    """What reads it, by its ending; of files that are packed, only lines."""
    return "jsonl" if _is_zipped(file) else MEDIA.get(file.suffix.lower())


def annotates(file: Path) -> bool:
    """Whether a .json lies beside the article that it annotates (docs: annotated corpora): it is no document of its own."""
    return file.suffix.lower() == ".json" and any(os.path.exists(file.with_suffix(other)) for other in (".txt", ".html", ".md"))


def _packages_of_file(file: Path, columns: Columns | None) -> Iterator[Package]:
    media = _media(file)
    name, stem = str(file), file.name[: -len(ZIPPED)] if _is_zipped(file) else file.stem
    if media is None:
        yield _faulty(name, stem, _unknown_kind(file))
        return
    try:
        about = file.stat()
        size = about.st_size
        if not stat.S_ISREG(about.st_mode):
            yield _faulty(name, stem, "no file: a pipe, a device or a folder")
            return
        if media in SPLITTERS:
            with _opened(file) as opened:
                yield from packages_of_list(opened, name=name, stem=stem, media=media, columns=columns)
            return
        if size > settings.MAX_DOCUMENT_BYTES:
            yield _faulty(name, stem, _too_large(size), size)
            return
        with file.open("rb") as opened:
            content = opened.read(settings.MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        yield _faulty(name, stem, f"cannot be opened: {error.strerror or error}")
        return
    except (EOFError, zlib.error) as error:
        yield _faulty(name, stem, f"damaged: {error}")
        return
    if len(content) > settings.MAX_DOCUMENT_BYTES:  # it grew, or its size was not told
        yield _faulty(name, stem, _too_large(len(content)), len(content))
        return
    yield Package(name, stem, media, content, len(content))


def packages_of_upload(opened: IO[bytes], *, name: str, size: int, columns: Columns | None = None) -> Iterator[Package]:
    """The document or documents of an open file that came with its name and size."""
    place = PurePath(name)
    media, stem = MEDIA.get(place.suffix.lower()), place.stem
    if media is None:
        yield _faulty(name, stem, _unknown_kind(place))
    elif media in SPLITTERS:
        yield from packages_of_list(opened, name=name, stem=stem, media=media, columns=columns)
    elif size > settings.MAX_DOCUMENT_BYTES:
        yield _faulty(name, stem, _too_large(size), size)
    else:
        content = opened.read(settings.MAX_DOCUMENT_BYTES)
        yield Package(name, stem, media, content, len(content))


def packages_of_list(opened: IO[bytes], *, name: str, stem: str, media: str, columns: Columns | None = None) -> Iterator[Package]:
    """The documents of a file that holds many, named by their place in it. `columns`: of CSV, which heading each key has."""
    split = partial(csv.split, columns=columns) if media == "csv" else SPLITTERS[media]
    try:
        for part in split(opened, settings.MAX_DOCUMENT_BYTES):
            place, external_id = f"{name}:{part.number}", part.external_id or f"{stem}-{part.number}"
            fault = _too_large(part.size) if part.size > settings.MAX_DOCUMENT_BYTES else part.fault
            if fault:
                yield _faulty(place, external_id, fault, part.size)
            else:
                yield Package(place, external_id, part.media, part.content, part.size)
    except Unreadable as refusal:
        yield _faulty(name, stem, str(refusal))


def _unknown_kind(file: PurePath) -> str:
    return f"files of the kind {file.suffix or 'without an ending'} cannot be read; {', '.join(sorted(MEDIA))} can"


def _too_large(size: int) -> str:
    return f"too large: {size / 1e6:.1f} MB; a document may have {settings.MAX_DOCUMENT_BYTES / 1e6:.0f} MB (MAX_DOCUMENT_BYTES)"


def _faulty(name: str, external_id: str, fault: str, size: int = 0) -> Package:
    return Package(name, external_id, "text", f"{name}\n{size}".encode("utf-8", "backslashreplace"), size, fault)


def close_import_if_settled(batch: Import) -> bool:
    """Mark an import done once none of its deliveries is open. Returns whether it is."""
    if batch.deliveries.filter(state__in=OPEN_STATES).exists():
        early = Import.objects.filter(pk=batch.pk, status__in=[ImportStatus.PENDING, ImportStatus.DONE])
        early.update(status=ImportStatus.RUNNING, finished_at=None)
        return False
    Import.objects.filter(pk=batch.pk).exclude(status=ImportStatus.CANCELLED).update(
        status=ImportStatus.DONE, finished_at=timezone.now()
    )
    return True
