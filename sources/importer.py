"""The story of one delivery: claimed, read, recorded and reconciled, settled. Nothing is lost at any point of it.

The attempt is counted and committed before the work, so that a document that kills its worker is not tried for ever. Everything
that the delivery changes in the record is one transaction with the delivery's own outcome.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Length, Now

from events.models import Document
from events.services.documents import Delivered, store_documents
from events.services.readings import ReadingRows, replace_readings
from events.services.writing import writing
from events.snapshots.loading import load
from events.vocabulary import OPEN_STATES, DeliveryState, DocumentStatus, SourceKind
from sources.acceptance import LONGEST_REASON, close_import_if_settled, shown
from sources.chunks import CHUNK, followers, numbered, refuse_lines, waits
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.reading import Reading
from sources.extraction.version import EXTRACTOR
from sources.holding import LeaseLostError, holding, unheld
from sources.knowledge import gazetteer
from sources.models import Delivery, Difference, Source
from sources.polling.ordered import ADDRESS, fetch_ordered
from sources.readers import Unreadable
from sources.reconciliation.reconciler import reconcile
from sources.recording import Codes, rows_of
from sources.rereading import REREAD, bytes_of, compare
from sources.settling import ATTEMPTS, give_back, outcome, settle, settle_done
from sources.sweeping import send
from sources.understanding import understand

COMPANY = 32  # deliveries that are recorded together with one
LEFT_TO_OTHERS = 4  # for each that is taken along, so many wait in the import
SMALL = 20_000  # bytes of a delivery that is recorded in company
ALONE = (CHUNK, ADDRESS, REREAD)  # media that are not recorded in company

log = structlog.get_logger(__name__)


def work(hint: UUID) -> None:
    """What a message asks for: a delivery that waits. Whichever it names, the most urgent one is taken.

    So many messages, so many deliveries: the message of the one that was taken brings the one that was named. What a dead worker
    left, and chunks, which come in their order, are looked at first. Where nothing waits, what any dead worker left is taken: the
    message that names it may stand far behind.
    """
    first = Q(state=DeliveryState.RUNNING) | Q(media=CHUNK)
    if Delivery.objects.filter(first, pk=hint).exists() and process(hint):
        return
    while urgent := _most_urgent():
        if process(urgent):
            return
    if abandoned := _abandoned():
        process(abandoned)


@transaction.atomic
def _most_urgent() -> UUID | None:
    """Passing over those that somebody is just about to take."""
    waiting = Delivery.objects.waiting().exclude(media=CHUNK).select_for_update(skip_locked=True)
    return waiting.values_list("pk", flat=True).first()


@transaction.atomic
def _abandoned() -> UUID | None:
    """One that was claimed by somebody who holds it no more."""
    claimed = Delivery.objects.claimed().exclude(media=CHUNK)
    return min(unheld(claimed.values_list("pk", flat=True)), default=None)


def process(delivery_id: UUID) -> bool:
    """Take a delivery through all stages, and in its company others of its import that wait; whether it was this one's turn.

    Calling it again, or for a delivery that another worker has, changes nothing.
    """
    if not Delivery.objects.filter(pk=delivery_id, state__in=OPEN_STATES).exists():
        return False
    with ExitStack() as held:
        alone = held.enter_context(holding(delivery_id))
        delivery = claim(delivery_id, abandoned=alone)
        if delivery is None:
            return False
        _attempt([delivery, *_company(delivery, held)])
    send(followers(delivery))
    close_import_if_settled(delivery.batch)
    return True


def _company(delivery: Delivery, held: ExitStack) -> list[Delivery]:
    """Small documents of the same import, claimed to be recorded together with this one: what writing costs is shared.

    Other workers are left enough; what failed before is tried alone, and so is what was taken along when a worker died.
    """
    if delivery.attempts > 1 or delivery.media in ALONE or len(delivery.content) > SMALL:
        return []
    waiting = Delivery.objects.filter(batch=delivery.batch_id, state=DeliveryState.PENDING, attempts=0)
    waiting = waiting.exclude(external_id=delivery.external_id).exclude(media__in=ALONE)
    waiting = waiting.annotate(size=Length("content")).filter(size__lte=SMALL).order_by("pk")
    several = dict(waiting.values_list("external_id", "pk")[: COMPANY * LEFT_TO_OTHERS])
    wanted = sorted(several.values())[: len(several) // LEFT_TO_OTHERS]
    # Held first: a row that is locked for a moment only would be passed over by the worker whose message names it.
    mine = [pk for pk in wanted if held.enter_context(holding(pk))]
    if not mine:
        return []
    with transaction.atomic():
        free = Delivery.objects.select_for_update(skip_locked=True).filter(pk__in=mine, state=DeliveryState.PENDING)
        chosen = list(free.values_list("pk", flat=True))
        _lease(chosen)
        return list(Delivery.objects.filter(pk__in=chosen).order_by("pk"))


def claim(delivery_id: UUID, *, abandoned: bool = False) -> Delivery | None:
    """Claim a delivery under a lease on the database's clock, counting the attempt; None if it is settled or taken.

    `abandoned` says that no living session holds it: whoever claimed it is dead, and its lease with it.
    """
    with transaction.atomic():
        left = Q(state=DeliveryState.RUNNING) if abandoned else Q(state=DeliveryState.RUNNING, leased_until__lt=Now())
        open_ones = Delivery.objects.select_for_update(skip_locked=True).filter(Q(state=DeliveryState.PENDING) | left)
        delivery = open_ones.filter(pk=delivery_id).first()
        if delivery is None or waits(delivery):
            return None
        is_dead = delivery.attempts >= ATTEMPTS
        if is_dead:
            values = outcome(DeliveryState.DEAD, f"tried {ATTEMPTS} times; a worker died each time")
            Delivery.objects.filter(pk=delivery.pk).update(**values)
        else:
            _lease([delivery.pk])
            delivery.refresh_from_db()
    if is_dead:  # once the delivery is let go: others hold the import before its deliveries
        close_import_if_settled(delivery.batch)
        return None
    return delivery


def _lease(deliveries: Sequence[UUID]) -> None:
    lease = Now() + timedelta(seconds=settings.LEASE_SECONDS)
    claimed = Delivery.objects.filter(pk__in=deliveries)
    claimed.update(
        state=DeliveryState.RUNNING, attempts=F("attempts") + 1, claims=F("claims") + 1, leased_until=lease
    )


def _attempt(deliveries: Sequence[Delivery]) -> None:
    """Do the work and settle the deliveries; what failed waits to be tried again."""
    told: list[Told] = []
    known, source = cache(gazetteer), cache(_source_of)  # looked up once for all: they are of one import
    for delivery in deliveries:
        with _settled(delivery):
            if delivery.media == CHUNK:
                _load(delivery)
            elif delivery.media == REREAD:
                _reread(delivery)
            else:
                told.append(_read(delivery, known, source(delivery.batch_id)))
    if len(told) > 1:
        try:
            _record(told)
            return
        except Exception as error:  # one of them: each alone tells which
            log.warning("recorded one by one", deliveries=len(told), error=str(error))
    for one in told:
        with _settled(one.delivery):
            _record([one])


@contextmanager
def _settled(delivery: Delivery) -> Iterator[None]:
    """Whatever comes of the block, the delivery is settled, or it is to be tried again, or another worker has it."""
    try:
        try:
            yield
        except Unreadable as refusal:
            _refuse(delivery, str(refusal))
    except LeaseLostError:
        log.warning("another worker has the delivery", delivery=str(delivery.pk), attempt=delivery.attempts)
    except Exception as error:
        give_back(delivery, error)


def _load(delivery: Delivery) -> None:
    """A chunk of a snapshot; a single line that is refused, because it was tried again, is refused itself."""
    lines = list(numbered(bytes(delivery.content)))
    with writing():
        faults = load(lines)
        if len(lines) == 1 and faults:
            settle(delivery, DeliveryState.REFUSED, faults[lines[0][0]])
        else:
            refuse_lines(delivery, faults)
            settle(delivery, DeliveryState.DONE, None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery holds: the values of its document, and the document's reading where its language is read."""

    delivery: Delivery
    values: dict[str, Any]
    reading: Reading | None


def _source_of(batch: UUID) -> Source | None:
    return Source.objects.filter(imports=batch).first()


def _read(delivery: Delivery, known: Callable[[], Gazetteer], source: Source | None) -> Told:
    if delivery.media == ADDRESS:
        fetch_ordered(delivery)
    elif source and source.kind == SourceKind.LIST and _is_of_another(delivery, source):
        raise Unreadable(f"{delivery.external_id} did not come from this list: what it says of it changes nothing")
    told = understand(media=delivery.media, content=bytes(delivery.content), facts=delivery.facts, known=known())
    values = told.values() | {"retrieved_at": delivery.received_at, "is_primary": source.tells_primary if source else None}
    return Told(delivery, values, told.reading)


def _is_of_another(delivery: Delivery, source: Source) -> bool:
    """Whether another document stands under its id, which no poll of this source brought: a list gives any ids it likes."""
    standing = Document.objects.filter(external_id=delivery.external_id, superseded_by__isnull=True)
    standing = standing.exclude(sha256=delivery.sha256).exclude(status=DocumentStatus.REFUSED)
    return standing.exclude(deliveries__batch__source=source).exists()


def _reread(delivery: Delivery) -> None:
    """A document that is read anew: compared with what stands, or applied. What cannot be read any more stays as it stands."""
    brought = bytes_of(delivery)
    if brought is None or brought.document is None:
        settle(delivery, DeliveryState.DONE, None)
        return
    document = brought.document
    try:
        told = understand(media=brought.media, content=bytes(brought.content), facts=brought.facts, known=gazetteer())
    except Unreadable as refusal:
        settle(delivery, DeliveryState.REFUSED, shown(str(refusal))[:LONGEST_REASON])
        return
    wanted = Difference.objects.filter(delivery=delivery, is_wanted=True)
    if not wanted.exists():
        with transaction.atomic():
            compare(delivery, document, told.reading)
            settle(delivery, DeliveryState.DONE, None, document)
        return
    delivery.sha256 = document.sha256  # as if the document's own bytes had come again
    with writing():
        _record([Told(delivery, told.values() | {"retrieved_at": document.retrieved_at}, told.reading)])
        wanted.update(applied_at=Now())


@writing()
def _record(several: Sequence[Told]) -> None:
    """Store, reconcile and settle, all or none. No two of them have one external id."""
    known = Codes.known()
    last = _last_delivered(several)
    documents = store_documents(
        [
            Delivered(told.delivery.external_id, told.delivery.sha256, told.values, last[told.delivery.external_id])
            for told in several
        ]
    )
    readings = []
    for told, stored in zip(several, documents, strict=True):
        if stored.document.superseded_by_id is not None:  # delivered before the revision that stands
            Document.objects.filter(pk=stored.document.pk).update(extractor=EXTRACTOR)
        elif told.reading is None:
            readings.append(ReadingRows(stored.document, EXTRACTOR, former=stored.former))
        else:
            readings.append(rows_of(stored.document, told.reading, known, stored.former))
    reconcile(replace_readings(readings))
    settle_done({told.delivery: stored.document for told, stored in zip(several, documents, strict=True)})


def _last_delivered(several: Sequence[Told]) -> Mapping[str, Mapping[str, datetime]]:
    """When each text under their external ids was last delivered: one that is known is settled at once, yet may be the last."""
    last: dict[str, dict[str, datetime]] = defaultdict(dict)
    for told in several:
        last[told.delivery.external_id][told.delivery.sha256] = told.values["retrieved_at"]
    done = Delivery.objects.filter(document__external_id__in=list(last), state=DeliveryState.DONE).exclude(media=REREAD)
    texts = done.order_by().values_list("document__external_id", "document__sha256").annotate(Max("received_at"))
    for external_id, sha256, received_at in texts:
        last[external_id][sha256] = max(received_at, last[external_id].get(sha256, received_at))
    return last


def _refuse(delivery: Delivery, reason: str) -> None:
    """Keep a document that cannot be read, with the reason; its bytes stay with the delivery."""
    reason = shown(reason)[:LONGEST_REASON]
    with writing():
        values = {"retrieved_at": delivery.received_at, "status": DocumentStatus.REFUSED, "reason": reason}
        (stored,) = store_documents([Delivered(delivery.external_id, delivery.sha256, values)])
        settle(delivery, DeliveryState.REFUSED, reason, stored.document)
