"""Writing a snapshot: the whole record of one moment, streamed into files that appear all at once or not at all.

The moment is one transaction's view of the database, taken while nobody writes the record. So all that it shows is settled, no
later change has a smaller position, and writers wait no longer than it takes to begin.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from events.models import Snapshot
from events.models.change import Touched
from events.models.published import PUBLISHED
from events.publishing.forms import FORMS
from events.publishing.positions import horizon
from events.services.locking import LOCK
from events.services.writing import publish_all_left
from events.snapshots.files import File, Lines, Table
from events.snapshots.kinds import kinds
from events.snapshots.loading import LINK, TOMBSTONE

WRITER = LOCK + 1  # one snapshot at a time: its own key beside that of the record
PATIENCE = 60.0  # seconds for transactions that began before the moment and may yet publish
ROWS = 1_000  # that are held at once
PREFIX = "chancery"
WITHOUT = ("text", "url")  # columns of tables: not for all, and the same as the id

log = structlog.get_logger(__name__)


class RecordBusyError(Exception):
    """No moment was found at which all that was published is all that will have been."""


def write_snapshot() -> Snapshot | None:
    """Write a snapshot of now. None where another process is writing one. One of this day and position is not written anew."""
    with _alone() as alone:
        if not alone:
            return None
        _clear()
        with _moment() as position:
            name = f"{PREFIX}-{timezone.now():%Y-%m-%d}-{position}"
            made = Snapshot.objects.filter(pk=name).first()
            written = None if made else _write(name, position)
        if written is not None:
            made = _keep(name, position, *written)
        _prune()
    return made


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else writes a snapshot; for as long as the block lasts."""
    with _session_lock("pg_try_advisory_lock", WRITER) as held:
        yield held


@contextmanager
def _session_lock(function: str, key: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        held = cursor.fetchone()[0] is not False
    try:
        yield held
    finally:
        if held:
            _release(key)


def _release(key: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    except DatabaseError:
        connection.close()  # and with the session goes the lock


@contextmanager
def _moment() -> Iterator[int]:
    """A view of the database in which the record is whole; the position of its last change.

    What embeds a name that has changed is published in the background: the view waits for it.
    """
    until = time.monotonic() + PATIENCE
    while True:
        publish_all_left()
        with ExitStack() as stack:
            with _session_lock("pg_advisory_lock", LOCK):  # nobody writes the record while the view is taken
                stack.enter_context(transaction.atomic(durable=True))
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                position = max(model.objects.aggregate(last=Max("position"))["last"] or 0 for model in PUBLISHED)
                settled = position < horizon() and not Touched.objects.exists()
            if settled:
                yield position
                return
        if time.monotonic() > until:
            raise RecordBusyError(f"a transaction has been open for more than {PATIENCE:.0f} seconds (see pg_stat_activity)")
        time.sleep(0.2)


def _write(name: str, position: int) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Write the files and give them their place. Returns the counts and what each file is."""
    folder = Path(tempfile.mkdtemp(prefix=".", dir=settings.SNAPSHOT_DIR))
    try:
        counts, files = _write_files(folder, name)
        told = {"name": name, "position": position, "created_at": timezone.now().isoformat(), "counts": counts, "files": files}
        manifest = _write_text(folder / "manifest.json", "application/json", json.dumps(told, indent=1) + "\n")
        sums = "".join(f"{file['sha256']}  {file['name']}\n" for file in (manifest, *files))
        files = [manifest, _write_text(folder / "SHA256SUMS", "text/plain", sums), *files]
        folder.chmod(0o755)
        folder.rename(settings.SNAPSHOT_DIR / name)
        _sync(settings.SNAPSHOT_DIR)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return counts, files


def _write_files(folder: Path, name: str) -> tuple[dict[str, int], list[dict[str, Any]]]:
    counts: dict[str, int] = {}
    with ExitStack() as stack:
        lines = stack.enter_context(Lines(folder / f"{name}.jsonl.gz"))
        files: list[File] = [lines]

        def publish(resource: str) -> None:
            columns = [column for column in FORMS[resource].serializer().get_fields() if column not in WITHOUT]
            table = stack.enter_context(Table(folder / f"{name}-{resource}.csv.gz", columns))
            files.append(table)
            counts[resource] = 0
            for body in _bodies(FORMS[resource].published):
                lines.add({"type": resource} | body)
                table.add(body)
                counts[resource] += 1

        # What a copy is loaded from stands in the order in which one can refer to another.
        for resource in ("countries", "organizations"):
            publish(resource)
        for line in _rows():
            lines.add(line)
        for resource in ("documents", "persons", "meetings", "statements"):
            publish(resource)
        for line in _tombstones():
            lines.add(line)
    for path in folder.iterdir():
        path.chmod(0o644)
    return counts, [file.described() for file in files]


def _bodies(published: Any) -> Iterator[dict[str, Any]]:
    bodies = published.objects.current().order_by("record")
    for body in bodies.values_list("body", flat=True).iterator(ROWS):
        yield json.loads(body)


def _rows() -> Iterator[Mapping[str, Any]]:
    for rows in kinds().values():
        for row in rows.rows().iterator(ROWS):
            yield {"type": rows.type} | rows.line(row)
    for rows in kinds().values():
        for field in rows.unlinked:
            linked = rows.model._default_manager.filter(**{f"{field}__isnull": False}).order_by("pk")
            for key, to in linked.values_list("pk", field).iterator(ROWS):
                yield {"type": LINK, "of": rows.type, "id": str(key), "field": field, "to": str(to)}


def _tombstones() -> Iterator[Mapping[str, Any]]:
    for resource, form in FORMS.items():
        published: Any = form.published
        gone = published.objects.filter(until__isnull=True, body__isnull=True).order_by("record")
        for record, into, version in gone.values_list("record", "into", "version").iterator(ROWS):
            told = {"resource": resource, "id": str(record), "into": None if into is None else str(into), "version": version}
            yield {"type": TOMBSTONE} | told


def _write_text(path: Path, media_type: str, text: str) -> dict[str, Any]:
    """A small file. Returns what it is."""
    content = text.encode()
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)
    sha256 = hashlib.sha256(content).hexdigest()
    return {"name": path.name, "media_type": media_type, "bytes": len(content), "sha256": sha256, "lines": content.count(b"\n")}


def _sync(folder: Path) -> None:
    """So that a rename outlasts a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep(name: str, position: int, counts: dict[str, int], files: list[dict[str, Any]]) -> Snapshot:
    """From now on it is there for all."""
    made = Snapshot.objects.create(name=name, position=position, counts=counts, files=files)
    log.info("snapshot written", snapshot=name, position=position, bytes=sum(file["bytes"] for file in files))
    return made


def _clear() -> None:
    """Take away what a killed process left: folders that no row names."""
    settings.SNAPSHOT_DIR.mkdir(parents=True, exist_ok=True)
    known = set(Snapshot.objects.values_list("name", flat=True))
    for folder in settings.SNAPSHOT_DIR.iterdir():
        if folder.is_dir() and folder.name not in known and folder.name.startswith((".", f"{PREFIX}-")):
            shutil.rmtree(folder)


def _prune() -> None:
    """Keep the newest SNAPSHOTS_KEPT: rows go first, so that nothing is offered whose files are going."""
    by_age = Snapshot.objects.order_by("-created_at").values_list("name", flat=True)
    for name in list(by_age[settings.SNAPSHOTS_KEPT :]):
        Snapshot.objects.filter(pk=name).delete()
        shutil.rmtree(settings.SNAPSHOT_DIR / name, ignore_errors=True)
