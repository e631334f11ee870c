"""Accepting deliveries: one is accepted when its bytes and hash are committed. Nothing is read here but names and sizes."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.models import Document
from events.services.documents import store_document
from events.vocabulary import DeliveryState, DocumentStatus, ImportStatus
from sources.extraction.version import EXTRACTOR
from sources.models import Delivery, Import
from sources.readers import MEDIA

BATCH = 100  # deliveries a transaction
BATCH_BYTES = 20_000_000  # likewise: one insert holds them all
NAME, EXTERNAL_ID = 500, 300  # the longest that is kept


@dataclass(frozen=True, slots=True)
class Package:
    """Bytes to deliver. `fault` says why they cannot be read at all."""

    name: str
    external_id: str
    media: str
    content: bytes
    size: int
    fault: str | None = None


def open_import(*, origin: str) -> Import:
    """A new import, to which deliveries are accepted."""
    return Import.objects.create(origin=shown(origin)[:1000])


def accept(*, batch: Import, packages: Iterable[Package]) -> Iterator[list[Delivery]]:
    """Commit the packages as deliveries, a batch at a time; yields each batch once it is committed.

    What is known already (same external id, same bytes, read by this extractor) is settled at once and changes nothing.
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
    hashes = [hashlib.sha256(package.content).hexdigest() for package in packages]
    read = Document.objects.filter(sha256__in=hashes, extractor=EXTRACTOR).exclude(status=DocumentStatus.REFUSED)
    known = {(d.external_id, d.sha256): d for d in read.only("external_id", "sha256")}
    deliveries = []
    for package, sha256 in zip(packages, hashes, strict=True):
        external_id = _short_id(shown(package.external_id)) or sha256[:16]
        document = known.get((external_id, sha256))
        delivery = Delivery(
            batch=batch,
            name=shown(package.name)[-NAME:],
            external_id=external_id,
            media=package.media,
            content=b"" if document or package.fault else package.content,
            sha256=sha256,
        )
        if package.fault:
            document = _refused(external_id, sha256, package.fault)
            delivery.state, delivery.reason = DeliveryState.REFUSED, package.fault
        elif document:
            delivery.state = DeliveryState.DONE
        if document:
            delivery.document, delivery.settled_at = document, timezone.now()
        deliveries.append(delivery)
    # Whoever looked before these came may have found nothing open.
    Import.objects.filter(pk=batch.pk, status=ImportStatus.DONE).update(status=ImportStatus.RUNNING, finished_at=None)
    return Delivery.objects.bulk_create(deliveries)


def _refused(external_id: str, sha256: str, reason: str) -> Document:
    """What could not even be accepted is kept as a document without text, with the reason."""
    values = {"retrieved_at": timezone.now(), "status": DocumentStatus.REFUSED, "reason": reason}
    return store_document(external_id=external_id, sha256=sha256, values=values)[0]


def shown(name: str) -> str:
    """A name or message as text that can be stored and printed: no UTF-8, line ends and control characters become escapes."""
    plain = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(
        c if c.isprintable() or unicodedata.category(c) == "Zs" else c.encode("unicode_escape").decode("ascii") for c in plain
    )


def _short_id(external_id: str) -> str:
    """An id no longer than is kept; of longer ones the end is a digest, since addresses differ at their ends."""
    if len(external_id) <= EXTERNAL_ID:
        return external_id.strip()
    return f"{external_id[: EXTERNAL_ID - 17]}-{hashlib.sha256(external_id.encode()).hexdigest()[:16]}"


def packages_of(paths: Iterable[Path]) -> Iterator[Package]:
    """The documents of files and, in the order of their names, of folders. A file of lines gives one package a line."""
    for path in paths:
        if path.is_dir():
            yield from _packages_of_folder(path)
        else:
            yield from _packages_of_file(path)


def _packages_of_folder(folder: Path) -> Iterator[Package]:
    """Links to folders are not followed, since they may lead back; a folder that cannot be opened is named."""
    closed: list[OSError] = []
    found = []
    for parent, _, names in os.walk(folder, onerror=closed.append):
        found += [Path(parent, name) for name in names if os.path.splitext(name)[1].lower() in MEDIA]
    for error in closed:
        yield _faulty(str(error.filename), Path(error.filename).name, f"cannot be opened: {error.strerror}")
    for file in sorted(found):
        if not _annotates(file):
            yield from _packages_of_file(file)


def _annotates(file: Path) -> bool:
    """Whether a .json lies beside the article that it annotates (docs: annotated corpora): it is no document of its own."""
    return file.suffix.lower() == ".json" and any(os.path.exists(file.with_suffix(other)) for other in (".txt", ".html", ".md"))


def _packages_of_file(file: Path) -> Iterator[Package]:
    media = MEDIA.get(file.suffix.lower())
    name, stem = str(file), file.stem
    if media is None:
        known = ", ".join(sorted(MEDIA))
        yield _faulty(name, stem, f"files of the kind {file.suffix or 'without an ending'} cannot be read; {known} can")
        return
    try:
        about = file.stat()
        size = about.st_size
        if not stat.S_ISREG(about.st_mode):
            yield _faulty(name, stem, "no file: a pipe, a device or a folder")
            return
        if media == "jsonl":
            yield from _packages_of_lines(file)
            return
        if size > settings.MAX_DOCUMENT_BYTES:
            yield _faulty(name, stem, _too_large(size), size)
            return
        with file.open("rb") as opened:
            content = opened.read(settings.MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        yield _faulty(name, stem, f"cannot be opened: {error.strerror or error}")
        return
    if len(content) > settings.MAX_DOCUMENT_BYTES:  # it grew, or its size was not told
        yield _faulty(name, stem, _too_large(len(content)), len(content))
        return
    yield Package(name, stem, media, content, len(content))


def _packages_of_lines(file: Path) -> Iterator[Package]:
    limit = settings.MAX_DOCUMENT_BYTES
    with file.open("rb") as lines:
        number = documents = 0
        while line := lines.readline(limit + 1):
            number += 1
            size = len(line)
            if size > limit:
                while not line.endswith(b"\n") and (line := lines.readline(limit)):
                    size += len(line)
                documents += 1
                yield _faulty(f"{file}:{number}", f"{file.stem}-{number}", _too_large(size), size)
            elif line.strip():
                documents += 1
                yield Package(f"{file}:{number}", _line_id(line) or f"{file.stem}-{number}", "json", line.strip(), size)
        if documents == 0:
            yield _faulty(str(file), file.stem, "the file is empty")


def _line_id(line: bytes) -> str | None:
    """The id that a line gives itself; a broken line is accepted as it is and refused by its reader, with the reason."""
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    found = fields.get("id") if isinstance(fields, dict) else None
    return str(found) if isinstance(found, str | int) and str(found).strip() else None


def _too_large(size: int) -> str:
    return f"too large: {size / 1e6:.1f} MB; a document may have {settings.MAX_DOCUMENT_BYTES / 1e6:.0f} MB (MAX_DOCUMENT_BYTES)"


def _faulty(name: str, external_id: str, fault: str, size: int = 0) -> Package:
    return Package(name, external_id, "text", f"{name}\n{size}".encode("utf-8", "backslashreplace"), size, fault)


def close_import_if_settled(batch: Import) -> bool:
    """Mark an import done once none of its deliveries is open. Returns whether it is."""
    if batch.deliveries.filter(state__in=[DeliveryState.PENDING, DeliveryState.RUNNING]).exists():
        early = Import.objects.filter(pk=batch.pk, status__in=[ImportStatus.PENDING, ImportStatus.DONE])
        early.update(status=ImportStatus.RUNNING, finished_at=None)
        return False
    Import.objects.filter(pk=batch.pk).exclude(status=ImportStatus.CANCELLED).update(
        status=ImportStatus.DONE, finished_at=timezone.now()
    )
    return True
