"""How long former versions are kept: HISTORY_DAYS, and whatever came after the oldest snapshot that can be had."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from events.models.change import Retention
from events.models.published import PUBLISHED, Published
from events.models.snapshot import Snapshot
from events.publishing.positions import bounds, newest_before

BATCH = 5_000
"""Versions that one transaction prunes."""

PRUNED = "What was before position {kept} is no longer kept: start from a snapshot, or from a later position."


def prune_history() -> int:
    """Forget versions that ended HISTORY_DAYS ago (0: never). What stands stays, however old. Returns how many it forgot.

    That they are gone is said before they are, so that nobody reads a history with holes.
    """
    if not settings.HISTORY_DAYS:
        return 0
    kept_from = newest_before(timezone.now() - timedelta(days=settings.HISTORY_DAYS))
    oldest_snapshot = Snapshot.objects.aggregate(position=Min("position"))["position"]
    if oldest_snapshot is not None:
        kept_from = min(kept_from, oldest_snapshot)
    kept, horizon = bounds()
    kept_from = min(kept_from, horizon)
    if kept_from > kept:
        Retention.objects.update_or_create(pk=1, defaults={"kept_from": kept_from})
    return sum(_prune(model, max(kept, kept_from)) for model in PUBLISHED)


def _prune(model: type[Published], kept_from: int) -> int:
    """Versions that ended by this position, a batch a transaction."""
    total = 0
    while True:
        with transaction.atomic():
            ended = model.objects.filter(until__lte=kept_from).order_by("until").values("position")[:BATCH]
            number, _ = model.objects.filter(position__in=ended).delete()
        total += number
        if number < BATCH:
            return total
