"""An import as a terminal shows it: a bar while it runs, and at its end what became of it, with reasons."""

import sys
import time
from collections.abc import Callable
from typing import Any

from tqdm import tqdm

from config.worker import WorkerGuard, ensure_worker
from events.vocabulary import FAILED_STATES, OPEN_STATES, DeliveryState, ImportStatus
from sources.acceptance import close_import_if_settled
from sources.models import Import
from sources.sweeping import requeue

LOOK = 0.2  # seconds between looks at the deliveries' states
SWEEP = 10.0  # seconds
NOT_ALL_DONE = 3  # exit status
SHOWN = 50  # reasons


def follow(batch: Import) -> None:
    """Until every delivery is settled, or the import is cancelled; a worker of our own works where none runs."""
    if close_import_if_settled(batch):
        return
    total = batch.deliveries.count()
    with ensure_worker() as worker, tqdm(total=total, desc="read", unit=" documents", disable=None) as bar:
        _watch(batch, worker, bar)


def _watch(batch: Import, worker: WorkerGuard, bar: "tqdm[Any]") -> None:
    swept = time.monotonic()
    while True:
        states = batch.states()
        is_open = any(state in OPEN_STATES for state in states)
        bar.total = sum(states.values())
        bar.n = sum(number for state, number in states.items() if state in (DeliveryState.DONE, *FAILED_STATES))
        failed = sum(states.get(state, 0) for state in FAILED_STATES)
        bar.set_postfix_str(f"{failed} failed" if failed else "", refresh=False)
        bar.refresh()
        if not is_open:
            close_import_if_settled(batch)
            return
        worker.check()
        if time.monotonic() - swept > SWEEP:
            requeue()
            swept = time.monotonic()
        time.sleep(LOOK)


def tell(batch: Import, write: Callable[[str], object]) -> None:
    """What became of its deliveries. Exits with 3 where some were refused, are dead or are held back."""
    states = batch.states()
    unread = batch.deliveries.filter(state=DeliveryState.DONE, document__status="unread").count()
    parts = [f"{states.get(DeliveryState.DONE, 0)} done"]
    if unread:
        parts.append(f"{unread} of them kept unread for their language")
    parts += [f"{states[state]} {state}" for state in (*FAILED_STATES, *OPEN_STATES) if states.get(state)]
    if held := states.get(DeliveryState.CANCELLED):
        parts.append(f"{held} held back: the import was cancelled, `manage.py imports resume {batch.pk}` goes on")
    write(", ".join(parts))
    failed = batch.deliveries.filter(state__in=FAILED_STATES).order_by("id").defer("content")
    for delivery in failed[:SHOWN]:
        write(f"  {delivery.state}: {delivery.name}: {delivery.reason}")
    if (more := failed.count() - SHOWN) > 0:
        write(f"  and {more} more: the admin lists them under Deliveries; by reason:")
        counted: Any = Import.objects.with_counts().get(pk=batch.pk)
        for reason in counted.reasons:
            write(f"  {reason['items']} {reason['status']}: {reason['reason']}")
    if failed.exists() or Import.objects.filter(pk=batch.pk, status=ImportStatus.CANCELLED).exists():
        sys.exit(NOT_ALL_DONE)
