"""The story of one delivery: claimed, read, recorded and reconciled, settled. Nothing is lost at any point of it.

The attempt is counted and committed before the work, so that a document that kills its worker is not tried for ever. Everything
that the delivery changes in the record is one transaction with the delivery's own outcome.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from events.models import Document
from events.services.documents import store_document
from events.services.readings import ReadingRows, replace_reading
from events.vocabulary import DeliveryState, DocumentStatus
from sources.acceptance import close_import_if_settled
from sources.extraction.reader import read
from sources.extraction.reading import Reading
from sources.extraction.version import EXTRACTOR
from sources.knowledge import gazetteer, model
from sources.languages import detect
from sources.models import Delivery
from sources.readers import READERS, Draft, Unreadable
from sources.reconciliation.reconciler import reconcile
from sources.recording import rows_of
from sources.sweeping import send

LEASE = timedelta(minutes=12)  # above the longest task (settings.CELERY_TASK_TIME_LIMIT)
ATTEMPTS = 3
READABLE = frozenset({"en"})

log = structlog.get_logger(__name__)
_WORD = re.compile(r"[^\W\d_]{2,}")


def process(delivery_id: UUID) -> None:
    """Take one delivery through all stages. Calling it again, or for a delivery that another worker has, changes nothing."""
    delivery = claim(delivery_id)
    if delivery is None:
        return
    try:
        _read_and_record(delivery)
    except Unreadable as refusal:
        _refuse(delivery, str(refusal))
    except Exception as error:
        _give_back(delivery, error)
    close_import_if_settled(delivery.batch)


def claim(delivery_id: UUID) -> Delivery | None:
    """Claim a delivery under a lease on the database's clock, counting the attempt; None if it is settled or taken."""
    with transaction.atomic():
        open_ones = Delivery.objects.select_for_update(skip_locked=True).filter(
            Q(state=DeliveryState.PENDING) | Q(state=DeliveryState.RUNNING, leased_until__lt=Now())
        )
        delivery = open_ones.filter(pk=delivery_id).first()
        if delivery is None:
            return None
        if delivery.attempts >= ATTEMPTS:
            _settle(delivery, DeliveryState.DEAD, f"tried {ATTEMPTS} times; a worker died each time")
            return None
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.RUNNING, attempts=F("attempts") + 1, leased_until=Now() + LEASE
        )
        delivery.refresh_from_db()
        return delivery


def _read_and_record(delivery: Delivery) -> None:
    draft = READERS[delivery.media](bytes(delivery.content))
    if len(draft.text) > settings.MAX_DOCUMENT_CHARACTERS:
        raise Unreadable(
            f"too long: {len(draft.text):,} characters; {settings.MAX_DOCUMENT_CHARACTERS:,} are read (MAX_DOCUMENT_CHARACTERS)"
        )
    if not _WORD.search(draft.text):
        raise Unreadable("the text holds no words")
    language, reason = _language(draft)
    reading = None
    if language in READABLE:
        reading = read(draft.text, draft.given, gazetteer(), model())
    with transaction.atomic():
        document = _store(delivery, draft, language, reason, reading)
        _record(document, reading)
        _settle(delivery, DeliveryState.DONE, None, document)


def _language(draft: Draft) -> tuple[str, str | None]:
    """The document's language, and why it is kept unread where it is none that can be read."""
    stated = (draft.given.language or "").lower().replace("_", "-").split("-")[0] or None
    language = detect(draft.text, stated)
    if language in READABLE:
        return language, None
    return language, f"kept unread: its language is {language}, and only {', '.join(sorted(READABLE))} can be read"


def _store(delivery: Delivery, draft: Draft, language: str | None, reason: str | None, reading: Reading | None) -> Document:
    given = draft.given
    document, former = store_document(
        external_id=delivery.external_id,
        sha256=delivery.sha256,
        values={
            "source_url": given.url,
            "title": (given.title or _first_line(draft.text))[:1000],
            "publisher": given.publisher[:300] if given.publisher else None,
            "published": reading.published.value if reading and reading.published else given.published,
            "language": language,
            "retrieved_at": delivery.received_at,
            "text": draft.text,
            "status": DocumentStatus.READ if reason is None else DocumentStatus.UNREAD,
            "reason": reason,
        },
    )
    if former is not None:
        reconcile(replace_reading(document=former, rows=ReadingRows(EXTRACTOR)))
    return document


def _record(document: Document, reading: Reading | None) -> None:
    rows = rows_of(document, reading) if reading is not None else ReadingRows(EXTRACTOR)
    if document.superseded_by_id is None:
        touched = replace_reading(document=document, rows=rows)
        reconcile(touched, document=document)


def _first_line(text: str) -> str:
    return next((" ".join(line.split()) for line in text.splitlines() if _WORD.search(line)), "Untitled")


def _refuse(delivery: Delivery, reason: str) -> None:
    """Keep a document that cannot be read, with the reason; its bytes stay with the delivery."""
    with transaction.atomic():
        document, _ = store_document(
            external_id=delivery.external_id,
            sha256=delivery.sha256,
            values={"retrieved_at": delivery.received_at, "status": DocumentStatus.REFUSED, "reason": reason},
        )
        Document.objects.filter(pk=document.pk).update(extractor=EXTRACTOR)
        _settle(delivery, DeliveryState.REFUSED, reason, document)


def _give_back(delivery: Delivery, error: Exception) -> None:
    """A failed attempt: the delivery waits for the next one, or is dead after the last."""
    log.exception("delivery failed", delivery=str(delivery.pk), name=delivery.name, attempt=delivery.attempts)
    reason = f"{type(error).__name__}: {' '.join(str(error).split())[:500]}"
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    if delivery.attempts >= ATTEMPTS:
        _settle(delivery, DeliveryState.DEAD, f"failed {ATTEMPTS} times, at last with {reason}")
    else:
        delivery.state = DeliveryState.PENDING
        Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(
            state=DeliveryState.PENDING, leased_until=None, reason=reason
        )
        send([delivery])


def _settle(delivery: Delivery, state: DeliveryState, reason: str | None, document: Document | None = None) -> None:
    """Write the outcome, unless another attempt has taken the delivery over (then this one's work is rolled back)."""
    values: dict[str, Any] = {"state": state, "reason": reason, "settled_at": Now(), "leased_until": None}
    if document is not None:
        values["document"] = document
    settled = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(**values)
    if not settled:
        raise RuntimeError("the lease was lost: another worker has the delivery")
