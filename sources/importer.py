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
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from events.models import Document
from events.services.documents import store_document
from events.services.locking import hold_record
from events.services.readings import ReadingRows, replace_reading
from events.vocabulary import DeliveryState, DocumentStatus
from sources.acceptance import close_import_if_settled, shown
from sources.extraction.reader import read
from sources.extraction.reading import Reading
from sources.extraction.version import EXTRACTOR
from sources.holding import holding
from sources.knowledge import gazetteer, model
from sources.languages import detect
from sources.models import Delivery
from sources.readers import READERS, Draft, Unreadable, storable
from sources.reconciliation.reconciler import reconcile
from sources.recording import rows_of
from sources.sweeping import send

LEASE = timedelta(minutes=12)  # above the longest task (settings.CELERY_TASK_TIME_LIMIT)
ATTEMPTS = 3
READABLE = frozenset({"en"})
LONGEST_REASON = 500  # characters

log = structlog.get_logger(__name__)
_WORD = re.compile(r"[^\W\d_]{2,}")
_LANGUAGE = re.compile(r"[a-z]{2}")  # ISO 639-1


class LeaseLostError(Exception):
    """Another attempt has taken the delivery over: what this one did is rolled back."""


def process(delivery_id: UUID) -> None:
    """Take one delivery through all stages. Calling it again, or for a delivery that another worker has, changes nothing."""
    with holding(delivery_id) as alone:
        delivery = claim(delivery_id, abandoned=alone)
        if delivery is None:
            return
        tried_again = _attempt(delivery)
    if tried_again:
        send([delivery])
    close_import_if_settled(delivery.batch)


def claim(delivery_id: UUID, *, abandoned: bool = False) -> Delivery | None:
    """Claim a delivery under a lease on the database's clock, counting the attempt; None if it is settled or taken.

    `abandoned` says that no living session holds it: whoever claimed it is dead, and its lease with it.
    """
    with transaction.atomic():
        left = Q(state=DeliveryState.RUNNING) if abandoned else Q(state=DeliveryState.RUNNING, leased_until__lt=Now())
        open_ones = Delivery.objects.select_for_update(skip_locked=True).filter(Q(state=DeliveryState.PENDING) | left)
        delivery = open_ones.filter(pk=delivery_id).first()
        if delivery is None:
            return None
        if delivery.attempts >= ATTEMPTS:
            _settle(delivery, DeliveryState.DEAD, f"tried {ATTEMPTS} times; a worker died each time")
            close_import_if_settled(delivery.batch)
            return None
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.RUNNING, attempts=F("attempts") + 1, leased_until=Now() + LEASE
        )
        delivery.refresh_from_db()
        return delivery


def _attempt(delivery: Delivery) -> bool:
    """Do the work and settle the delivery; whether it is to be tried again."""
    try:
        try:
            _read_and_record(delivery)
        except Unreadable as refusal:
            _refuse(delivery, str(refusal))
    except LeaseLostError:
        log.warning("another worker has the delivery", delivery=str(delivery.pk), attempt=delivery.attempts)
    except Exception as error:
        return _give_back(delivery, error)
    return False


def _read_and_record(delivery: Delivery) -> None:
    draft = READERS[delivery.media](bytes(delivery.content))
    if len(draft.text) > settings.MAX_DOCUMENT_CHARACTERS:
        raise Unreadable(
            f"too long: {len(draft.text):,} characters; {settings.MAX_DOCUMENT_CHARACTERS:,} are read (MAX_DOCUMENT_CHARACTERS)"
        )
    if not _WORD.search(draft.text):
        raise Unreadable("the text holds no words")
    if not storable(draft.text):
        raise Unreadable("the text holds characters that no text has (NUL or half a surrogate pair)")
    language, reason = _language(draft)
    reading = None
    if language in READABLE:
        reading = read(draft.text, draft.given, gazetteer(), model())
    with transaction.atomic():
        hold_record()
        document, former = _store(delivery, draft, language, reason, reading)
        _record(document, former, reading)
        _settle(delivery, DeliveryState.DONE, None, document)


def _language(draft: Draft) -> tuple[str, str | None]:
    """The document's language, and why it is kept unread where it is none that can be read."""
    stated = (draft.given.language or "").lower().replace("_", "-").split("-")[0]
    language = detect(draft.text, stated if _LANGUAGE.fullmatch(stated) else None)
    if language in READABLE:
        return language, None
    return language, f"kept unread: its language is {language}, and only {', '.join(sorted(READABLE))} can be read"


def _store(
    delivery: Delivery, draft: Draft, language: str, reason: str | None, reading: Reading | None
) -> tuple[Document, Document | None]:
    given = draft.given
    return store_document(
        external_id=delivery.external_id,
        sha256=delivery.sha256,
        values={
            "source_url": _address(given.url),
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


def _address(url: str | None) -> str | None:
    """The address, or None for one that no document can have: not worth refusing the document for."""
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return None
    return url


def _record(document: Document, former: Document | None, reading: Reading | None) -> None:
    if document.superseded_by_id is not None:  # delivered before the revision that stands
        Document.objects.filter(pk=document.pk).update(extractor=EXTRACTOR)
        return
    rows = rows_of(document, reading) if reading is not None else ReadingRows(EXTRACTOR)
    reconcile(replace_reading(document=document, rows=rows, former=former), document=document)


def _first_line(text: str) -> str:
    return next((" ".join(line.split()) for line in text.splitlines() if _WORD.search(line)), "Untitled")


def _refuse(delivery: Delivery, reason: str) -> None:
    """Keep a document that cannot be read, with the reason; its bytes stay with the delivery."""
    reason = shown(reason)[:LONGEST_REASON]
    with transaction.atomic():
        hold_record()
        document, _ = store_document(
            external_id=delivery.external_id,
            sha256=delivery.sha256,
            values={"retrieved_at": delivery.received_at, "status": DocumentStatus.REFUSED, "reason": reason},
        )
        _settle(delivery, DeliveryState.REFUSED, reason, document)


def _give_back(delivery: Delivery, error: Exception) -> bool:
    """A failed attempt: the delivery waits for the next one, or is dead after the last. Whether it waits."""
    log.exception("delivery failed", delivery=str(delivery.pk), name=delivery.name, attempt=delivery.attempts)
    reason = shown(f"{type(error).__name__}: {' '.join(str(error).split())}")[:LONGEST_REASON]
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=DeliveryState.RUNNING)
    if delivery.attempts >= ATTEMPTS:
        reason = f"failed {ATTEMPTS} times, at last with {reason}"
        mine.update(state=DeliveryState.DEAD, reason=reason, settled_at=Now(), leased_until=None)
        return False
    delivery.state = DeliveryState.PENDING
    return bool(mine.update(state=DeliveryState.PENDING, leased_until=None, reason=reason))


def _settle(delivery: Delivery, state: DeliveryState, reason: str | None, document: Document | None = None) -> None:
    """Write the outcome. LeaseLostError if another attempt has taken the delivery over."""
    values: dict[str, Any] = {"state": state, "reason": reason, "settled_at": Now(), "leased_until": None}
    if document is not None:
        values["document"] = document
    settled = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(**values)
    if not settled:
        raise LeaseLostError
