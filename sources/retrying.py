"""Trying deliveries again that were refused or are dead, by an editor's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from events.vocabulary import FAILED_STATES, DeliveryState, ImportStatus
from sources.models import Delivery, Import
from sources.sweeping import send


@dataclass(frozen=True, slots=True)
class Retried:
    """How many deliveries wait for a worker again, and how many cannot: only their reason was kept, not their bytes."""

    waiting: int
    without_bytes: int


@transaction.atomic
def try_again(*, ids: Iterable[UUID]) -> Retried:
    """Put dead and refused deliveries back, as if they had just come; others among the ids are left alone."""
    settled_badly = Delivery.objects.filter(pk__in=list(ids), state__in=FAILED_STATES)
    rows = list(settled_badly.select_for_update().order_by("pk").defer("content"))
    with_bytes = set(Delivery.objects.filter(pk__in=[row.pk for row in rows]).exclude(content=b"").values_list("pk", flat=True))
    again = [row for row in rows if row.pk in with_bytes]
    Delivery.objects.filter(pk__in=with_bytes).update(
        state=DeliveryState.PENDING, attempts=0, reason=None, due_at=None, leased_until=None, settled_at=None
    )
    batches = Import.objects.filter(pk__in={row.batch_id for row in again}, status=ImportStatus.DONE)
    batches.update(status=ImportStatus.RUNNING, finished_at=None)
    for row in again:
        row.state = DeliveryState.PENDING.value
    return Retried(waiting=send(again), without_bytes=len(rows) - len(again))
