"""Lines of a snapshot (events.snapshots): delivered in chunks, and loaded one chunk after the other, as they refer to each other.

Only who may change the whole record delivers them so: nothing of what is fetched or polled goes through here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from events.snapshots.loading import Faults, types
from events.vocabulary import DeliveryState
from sources.acceptance import Package
from sources.models import Delivery
from sources.querysets import UNSETTLED

CHUNK = "chunk"  # Delivery.media
LINES, BYTES = 1_000, 2_000_000  # a chunk, one transaction
FOLLOWS = "follows"  # in Delivery.facts: the name of the chunk before

_TYPE = re.compile(rb'\s*\{\s*"type"\s*:\s*"(\w{1,40})"')


def in_chunks(packages: Iterable[Package]) -> Iterator[Package]:
    """The packages, lines of a snapshot put together in chunks. In a chunk, each line has its number and a tab before it."""
    known = types()
    held: list[Package] = []
    size = 0
    former = ""

    def chunk() -> Iterator[Package]:
        nonlocal former, size
        if held:
            content = b"\n".join(_number(package) + b"\t" + package.content for package in held)
            name = held[0].name
            yield Package(name, held[0].external_id, CHUNK, content, len(content), facts={FOLLOWS: former} if former else {})
            former, size = name, 0
            held.clear()

    for package in packages:
        if _type(package) not in known:
            yield from chunk()
            yield package
            continue
        held.append(package)
        size += len(package.content)
        if len(held) == LINES or size >= BYTES:
            yield from chunk()
    yield from chunk()


def _number(package: Package) -> bytes:
    return package.name.rpartition(":")[2].encode()


def _type(package: Package) -> str | None:
    """What the line of a .jsonl file says that it is."""
    if package.media != "json" or package.fault or b'"type"' not in package.content:
        return None
    if found := _TYPE.match(package.content):
        return found[1].decode()
    try:
        line = json.loads(package.content)
    except (ValueError, RecursionError):
        return None
    return str(line["type"]) if isinstance(line, dict) and "type" in line else None


def numbered(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines of a chunk."""
    for line in content.split(b"\n"):
        number, _, text = line.partition(b"\t")
        yield int(number), text


def waits(delivery: Delivery) -> bool:
    """Whether the chunk before this one is not settled yet."""
    former = delivery.facts.get(FOLLOWS) if delivery.media == CHUNK else None
    return former is not None and Delivery.objects.filter(batch=delivery.batch_id, name=former, state__in=UNSETTLED).exists()


def followers(delivery: Delivery) -> QuerySet[Delivery]:
    """The chunk that waited for this one."""
    waiting = Delivery.objects.filter(batch=delivery.batch_id, state=DeliveryState.PENDING, media=CHUNK)
    return waiting.filter(facts__follows=delivery.name).defer("content")


def refuse_lines(delivery: Delivery, faults: Faults) -> None:
    """Each refused line becomes an item of its own, with its reason, and can be tried again."""
    place = delivery.name.rpartition(":")[0]
    lines = {number: line for number, line in numbered(bytes(delivery.content)) if number in faults}
    Delivery.objects.bulk_create(
        Delivery(
            batch_id=delivery.batch_id,
            name=f"{place}:{number}",
            external_id=f"{delivery.external_id.rpartition('-')[0]}-{number}",
            media=CHUNK,
            content=b"%d\t%s" % (number, line),
            sha256=hashlib.sha256(line).hexdigest(),
            state=DeliveryState.REFUSED,
            reason=faults[number],
            settled_at=timezone.now(),
        )
        for number, line in sorted(lines.items())
    )
