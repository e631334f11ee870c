"""How a delivery ends: settled, with its outcome, or given back to be tried again after a while."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from events.models import Document
from events.vocabulary import DeliveryState, ImportStatus
from sources.acceptance import LONGEST_REASON, hold_import, shown
from sources.fetching.errors import NotYet
from sources.holding import LeaseLostError
from sources.models import Delivery

ATTEMPTS = 3
FIRST_WAIT = timedelta(seconds=5)  # after a failed attempt; after each further one four times as long
LONGEST_WAIT = timedelta(hours=24)  # that a host may ask for
LONGEST_QUEUE = timedelta(days=7)  # since it came, in which waiting for the turn at a host costs a delivery no attempt
JITTER = 0.5  # of a wait, either way, so that what failed together is not tried together

log = structlog.get_logger(__name__)


def settle(delivery: Delivery, state: DeliveryState, reason: str | None, document: Document | None = None) -> None:
    """Write the outcome. LeaseLostError if another attempt has taken the delivery over, or it was settled otherwise."""
    values = outcome(state, reason)
    if document is not None:
        values["document"] = document
    if not Delivery.objects.held_by(delivery).update(**values):
        raise LeaseLostError


def settle_done(documents: Mapping[Delivery, Document]) -> None:
    """What was delivered is recorded. LeaseLostError as of `settle`, where it holds for one of the deliveries."""
    claimed = [(delivery.pk, delivery.claims, document.pk) for delivery, document in documents.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sources_delivery AS d SET state = %s, reason = NULL, settled_at = statement_timestamp(), leased_until = NULL,"
            " document_id = n.document FROM unnest(%s::uuid[], %s::int[], %s::uuid[]) AS n (id, claims, document)"
            " WHERE d.id = n.id AND d.claims = n.claims AND d.state = %s",
            [DeliveryState.DONE.value, *map(list, zip(*claimed, strict=True)), DeliveryState.RUNNING.value],
        )
        if cursor.rowcount < len(claimed):
            raise LeaseLostError


def outcome(state: DeliveryState, reason: str | None) -> dict[str, Any]:
    """The values of a delivery that is settled."""
    return {"state": state, "reason": reason, "settled_at": Now(), "leased_until": None}


def give_back(delivery: Delivery, error: Exception) -> None:
    """A failed attempt: the delivery waits for the next one, or is dead after the last.

    It waits for some seconds, or as long as a host that was asked for it wants; then the sweeper sends a message. Where the host
    was not asked, as it was not our turn, that is no attempt, as long as the delivery is not too old.
    """
    about = {"delivery": str(delivery.pk), "name": delivery.name, "attempt": delivery.attempts}
    if isinstance(error, NotYet):
        log.info("delivery given back", why=str(error), **about)
    else:
        log.exception("delivery failed", **about)
    reason = shown(f"{type(error).__name__}: {' '.join(str(error).split())}")[:LONGEST_REASON]
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    mine = Delivery.objects.held_by(delivery)
    with transaction.atomic():
        cancelled = hold_import(delivery.batch_id).status == ImportStatus.CANCELLED
        state = DeliveryState.CANCELLED if cancelled else DeliveryState.PENDING
        waiting = {"state": state, "leased_until": None, "reason": reason}
        if isinstance(error, NotYet):
            young = mine.filter(received_at__gt=Now() - LONGEST_QUEUE)
            if young.update(**waiting, attempts=F("attempts") - 1, due_at=Now() + _until_turn(delivery, error.after)):
                return
        if delivery.attempts >= ATTEMPTS:
            reason = f"failed {ATTEMPTS} times, at last with {reason}"
            mine.update(state=DeliveryState.DEAD, reason=reason, settled_at=Now(), leased_until=None)
            return
        mine.update(**waiting, due_at=Now() + _wait(delivery.attempts, getattr(error, "after", None)))


def _wait(attempts: int, after: float | None) -> timedelta:
    """How long to wait after so many attempts; `after`: seconds that a host asks for."""
    usual = FIRST_WAIT * 4 ** (attempts - 1) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
    return max(usual, min(timedelta(seconds=after or 0), LONGEST_WAIT))


def _until_turn(delivery: Delivery, after: float | None) -> timedelta:
    """How long to wait for the turn at a host, which is in `after` seconds.

    What was given back more often is spread more widely, up to some minutes: all that wait for one host have the same turn.
    """
    spread = FIRST_WAIT * 2 ** min(delivery.claims - delivery.attempts, 6) * random.random()  # noqa: S311 - no secret
    return min(timedelta(seconds=after or 0), LONGEST_WAIT) + spread
