"""When sources are polled, and by whom: each is claimed under a lease, as the row is the job here, too."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import chain
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from sources.acceptance import open_import, shown
from sources.delivering import deliver
from sources.fetching.errors import NotYet
from sources.models import Delivery, Source
from sources.polling.gathering import Gathering

AT_ONCE = 100  # sources that messages are sent for
SOON = timedelta(minutes=1)  # where something was left for the next poll
LONGEST_BACKOFF = timedelta(hours=24)
JITTER = 0.1  # of the time until the next poll, either way, so that sources do not march in step
LONGEST_OUTCOME = 500  # characters

log = structlog.get_logger(__name__)


def send_due() -> int:
    """Send a message for each source that is due, the most urgent first. Returns how many: none while too much waits."""
    from sources.tasks import poll

    if Delivery.objects.is_crowded():
        log.warning("nothing is polled: too much waits to be read")
        return 0
    due = [str(pk) for pk in Source.objects.due().values_list("pk", flat=True)[:AT_ONCE]]
    for source_id in due:
        poll.apply_async([source_id], expires=settings.MESSAGE_EXPIRES)
    return len(due)


@transaction.atomic
def poll_now(*, source: Source) -> bool:
    """Have a source polled at once, whatever its plan. False for one that is paused, is polled just now, or is none to poll."""
    from sources.tasks import poll

    Source.objects.filter(pk=source.pk).update(next_poll_at=None)
    if not Source.objects.due().filter(pk=source.pk).exists():
        return False

    def hint() -> None:
        try:
            poll.delay(str(source.pk))
        except OperationalError as error:
            log.warning("the broker cannot be reached; the scheduler will send what is due", error=str(error))

    transaction.on_commit(hint)
    return True


def poll_source(source_id: UUID) -> Source | None:
    """Poll a source that is due. Returns it as it stands then; None where it is not due, or another worker polls it."""
    source = _claim(source_id)
    if source is None:
        return None
    gathering = Gathering(source)
    try:
        _deliver(source, gathering)
    except Exception as fault:  # a border: a poll that is not settled would be tried at every lease's end, and nobody told
        gathering.fail(fault)
    if gathering.fault and not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    _settle(source, gathering)
    source.refresh_from_db()
    return source


@transaction.atomic
def _claim(source_id: UUID) -> Source | None:
    source = Source.objects.due().select_for_update(skip_locked=True).filter(pk=source_id).first()
    if source is None:
        return None
    Source.objects.filter(pk=source.pk).update(leased_until=Now() + timedelta(seconds=settings.LEASE_SECONDS))
    source.refresh_from_db()
    return source


def _deliver(source: Source, gathering: Gathering) -> None:
    """Accept what is gathered. What is known of an address is kept once what came of it is committed, never before."""
    packages = gathering.packages()
    first = next(packages, None)
    if first is not None:
        batch = open_import(origin=source.address or source.name, source=source, priority=source.priority)
        for accepted in deliver(batch=batch, packages=chain([first], packages)):
            gathering.keep(accepted)
    gathering.keep_all()


def _settle(source: Source, gathering: Gathering) -> None:
    """Write the outcome and when the next poll is; nothing where the lease has gone to another."""
    had_no_turn = isinstance(gathering.fault, NotYet)  # no fault of the source
    failures = source.failures + (not had_no_turn) if gathering.fault else 0
    wait = timedelta(minutes=source.interval) * 2 ** min(failures, 20)
    wait = min(wait, max(LONGEST_BACKOFF, timedelta(minutes=source.interval)))
    wait *= random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
    if had_no_turn or (gathering.left_over and not gathering.fault):
        wait = SOON
    if after := getattr(gathering.fault, "after", None) or gathering.after:
        wait = max(wait, min(timedelta(seconds=after), LONGEST_BACKOFF))
    Source.objects.filter(pk=source.pk, leased_until=source.leased_until).update(
        polled_at=Now(),
        next_poll_at=Now() + wait,
        leased_until=None,
        failures=failures,
        outcome=shown(gathering.told())[:LONGEST_OUTCOME],
    )
