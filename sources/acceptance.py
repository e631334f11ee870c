"""Accepting deliveries: one is accepted when its bytes and hash are committed. Nothing is read here but names and sizes."""

from __future__ import annotations

import hashlib
import json
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
    return Import.objects.create(origin=origin[:1000])


def accept(*, batch: Import, packages: Iterable[Package]) -> Iterator[list[Delivery]]:
    """Commit the packages as deliveries, a batch at a time; yields each batch once it is committed.

    What is known already (same external id, same bytes, read by this extractor) is settled at once and changes nothing.
    """
    rows: list[Package] = []
    for package in packages:
        rows.append(package)
        if len(rows) == BATCH:
            yield _commit(batch, rows)
            rows = []
    if rows:
        yield _commit(batch, rows)


@transaction.atomic
def _commit(batch: Import, packages: list[Package]) -> list[Delivery]:
    hashes = [hashlib.sha256(package.content).hexdigest() for package in packages]
    read = Document.objects.filter(sha256__in=hashes, extractor=EXTRACTOR).exclude(status=DocumentStatus.REFUSED)
    known = {(d.external_id, d.sha256): d for d in read.only("external_id", "sha256")}
    deliveries = []
    for package, sha256 in zip(packages, hashes, strict=True):
        external_id = _shown(package.external_id)[:EXTERNAL_ID] or sha256[:16]
        document = known.get((external_id, sha256))
        delivery = Delivery(
            batch=batch,
            name=_shown(package.name)[-NAME:],
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
    return Delivery.objects.bulk_create(deliveries)


def _refused(external_id: str, sha256: str, reason: str) -> Document:
    """What could not even be accepted is kept as a document without text, with the reason."""
    values = {"retrieved_at": timezone.now(), "status": DocumentStatus.REFUSED, "reason": reason}
    return store_document(external_id=external_id, sha256=sha256, values=values)[0]


def _shown(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are shown as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8").replace("\x00", "")


def packages_of(paths: Iterable[Path]) -> Iterator[Package]:
    """The documents of files and, in the order of their names, of folders. A file of lines gives one package a line."""
    for path in paths:
        if path.is_dir():
            for file in sorted(f for f in path.rglob("*") if f.is_file() and f.suffix.lower() in MEDIA):
                if not _annotates(file):
                    yield from _packages_of_file(file)
        else:
            yield from _packages_of_file(path)


def _annotates(file: Path) -> bool:
    """Whether a .json lies beside the article that it annotates (docs: annotated corpora): it is no document of its own."""
    return file.suffix.lower() == ".json" and any(file.with_suffix(other).exists() for other in (".txt", ".html", ".md"))


def _packages_of_file(file: Path) -> Iterator[Package]:
    media = MEDIA.get(file.suffix.lower())
    name, stem = str(file), file.stem
    if media is None:
        known = ", ".join(sorted(MEDIA))
        yield _faulty(name, stem, f"files of the kind {file.suffix or 'without an ending'} cannot be read; {known} can")
        return
    try:
        size = file.stat().st_size
        if media == "jsonl":
            yield from _packages_of_lines(file)
            return
        if size > settings.MAX_DOCUMENT_BYTES:
            yield _faulty(name, stem, _too_large(size), size)
            return
        content = file.read_bytes()
    except OSError as error:
        yield _faulty(name, stem, f"cannot be opened: {error.strerror or error}")
        return
    yield Package(name, stem, media, content, len(content))


def _packages_of_lines(file: Path) -> Iterator[Package]:
    limit = settings.MAX_DOCUMENT_BYTES
    with file.open("rb") as lines:
        number = 0
        while line := lines.readline(limit + 1):
            number += 1
            size = len(line)
            if size > limit:
                while not line.endswith(b"\n") and (line := lines.readline(limit)):
                    size += len(line)
                yield _faulty(f"{file}:{number}", f"{file.stem}-{number}", _too_large(size), size)
            elif line.strip():
                yield Package(f"{file}:{number}", _line_id(line) or f"{file.stem}-{number}", "json", line.strip(), size)
        if number == 0:
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
        Import.objects.filter(pk=batch.pk, status=ImportStatus.PENDING).update(status=ImportStatus.RUNNING)
        return False
    Import.objects.filter(pk=batch.pk).exclude(status=ImportStatus.CANCELLED).update(
        status=ImportStatus.DONE, finished_at=timezone.now()
    )
    return True
