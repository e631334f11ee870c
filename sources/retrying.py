"""Trying deliveries again that were refused or are dead, by an editor's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from events.vocabulary import FAILED_STATES, DeliveryState, ImportStatus
from sources.acceptance import hold_import
from sources.models import Delivery, Import
from sources.sweeping import send


@dataclass(frozen=True, slots=True)
class Retried:
    """How many deliveries wait for a worker again, and how many cannot: only their reason was kept, not their bytes.

    `of_cancelled`: how many were left alone since their import is cancelled, and has to be resumed first.
    """

    waiting: int
    without_bytes: int
    of_cancelled: int = 0


@transaction.atomic
def retry_import(*, id: UUID) -> Retried:
    """Try again all of an import that are dead or refused. ValidationError where it is cancelled: it holds back what waits."""
    if hold_import(id).status == ImportStatus.CANCELLED:
        raise ValidationError("It is cancelled: resume it first.")
    failed = Delivery.objects.filter(batch=id, state__in=FAILED_STATES)
    return try_again(ids=list(failed.values_list("pk", flat=True)))


@transaction.atomic
def try_again(*, ids: Iterable[UUID]) -> Retried:
    """Put dead and refused deliveries back, as if they had just come; others among the ids are left alone."""
    settled_badly = Delivery.objects.filter(pk__in=list(ids), state__in=FAILED_STATES)
    held = Import.objects.select_for_update(no_key=True).filter(pk__in=settled_badly.values("batch")).order_by("pk")
    batches = {batch.pk: batch.status for batch in held}  # before their deliveries, as whoever cancels them does
    cancelled = [pk for pk, status in batches.items() if status == ImportStatus.CANCELLED]
    of_cancelled = settled_badly.filter(batch__in=cancelled).count()
    settled_badly = settled_badly.filter(batch__in=batches).exclude(batch__in=cancelled)
    rows = list(settled_badly.select_for_update().order_by("pk").defer("content"))
    with_bytes = set(Delivery.objects.filter(pk__in=[row.pk for row in rows]).exclude(content=b"").values_list("pk", flat=True))
    again = [row for row in rows if row.pk in with_bytes]
    Delivery.objects.filter(pk__in=with_bytes).update(
        state=DeliveryState.PENDING, attempts=0, reason=None, due_at=None, leased_until=None, settled_at=None
    )
    settled = Import.objects.filter(pk__in={row.batch_id for row in again}, status=ImportStatus.DONE)
    settled.update(status=ImportStatus.RUNNING, finished_at=None)
    for row in again:
        row.state = DeliveryState.PENDING.value
    return Retried(waiting=send(again), without_bytes=len(rows) - len(again), of_cancelled=of_cancelled)
