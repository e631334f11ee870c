"""Cancelling an import, and going on with it: what is being read is read to its end, what waits is held back and kept."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from events.vocabulary import DeliveryState, ImportStatus
from sources.acceptance import close_import_if_settled, hold_import
from sources.models import Delivery, Import
from sources.sweeping import AT_ONCE, send


@transaction.atomic
def cancel_import(*, id: UUID) -> int:
    """Hold back the deliveries of an import that nobody works on yet. Returns how many. ValidationError where it is over."""
    batch = hold_import(id)
    if batch.status == ImportStatus.CANCELLED:
        raise ValidationError("It is cancelled already.")
    if close_import_if_settled(batch):
        raise ValidationError("It is done already.")
    Import.objects.filter(pk=id).update(status=ImportStatus.CANCELLED, finished_at=Now())
    return Delivery.objects.filter(batch=id, state=DeliveryState.PENDING).update(state=DeliveryState.CANCELLED)


@transaction.atomic
def resume_import(*, id: UUID) -> int:
    """Have workers go on with a cancelled import. Returns how many deliveries wait. ValidationError where it is not cancelled."""
    batch = hold_import(id)
    if batch.status != ImportStatus.CANCELLED:
        raise ValidationError("It is not cancelled.")
    Import.objects.filter(pk=id).update(status=ImportStatus.RUNNING, finished_at=None)
    held = Delivery.objects.filter(batch=id, state=DeliveryState.CANCELLED)
    waiting = held.update(state=DeliveryState.PENDING, leased_until=None)
    close_import_if_settled(batch)
    send(Delivery.objects.filter(batch=id).waiting().defer("content")[:AT_ONCE])
    return waiting
