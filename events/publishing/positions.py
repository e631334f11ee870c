"""Positions in the change feed: (transaction id, n) as one number, in commit order without a counter that all writers wait for.

A transaction may commit after another that began later. Readers therefore see only what lies below the oldest transaction that
still runs (`horizon`): whoever has seen a position never meets a smaller new one.

A cluster counts its transactions from the beginning. A record that was restored into another one goes on behind those of the
former (`go_on`).
"""

from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from events.models.change import Retention
from events.models.published import PUBLISHED

A_TRANSACTION = 20
"""Bits for the changes of one transaction. The rest, up to the 53 bits that JSON numbers keep, counts transactions."""


_NUMBER = "SELECT pg_current_xact_id()::text::bigint + COALESCE((SELECT earlier FROM events_retention), 0)"
_BOUNDS = (
    "SELECT COALESCE(max(kept_from), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint + COALESCE(max(earlier), 0)"
    " FROM events_retention"
)


def transaction_id() -> int:
    """This transaction's number: its id (xid8, from 0, never reused), behind those of earlier clusters."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER)
        return int(cursor.fetchone()[0])


def horizon() -> int:
    """Below this position everything is committed, and nothing will be added."""
    return bounds()[1]


def bounds() -> tuple[int, int]:
    """From which position on the history is kept (events.publishing.retention), and the horizon."""
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS)
        kept, oldest = cursor.fetchone()
    return kept, oldest << A_TRANSACTION


def go_on() -> int:
    """See to it that the next transaction comes behind all that is published. Returns by how many it was short: 0 but for a
    record that was restored from another cluster, whose changes would stay above the horizon until this one has caught up.
    """
    short = (_newest(Q()) >> A_TRANSACTION) + 1 - transaction_id()
    if short <= 0:
        return 0
    Retention.objects.update_or_create(pk=1, defaults={"earlier": F("earlier") + short}, create_defaults={"earlier": short})
    return short


def next_position(transaction: int) -> int:
    """The first free position of this transaction."""
    first = transaction << A_TRANSACTION
    return max(first, _newest(Q(position__gte=first)) + 1)


def newest_before(instant: datetime) -> int:
    """The position that was the newest at an instant, be it not yet below the horizon; 0 before the first."""
    return _newest(Q(at__lte=instant), "-at", "-position")


def _newest(condition: Q, *order: str) -> int:
    """The largest position of the rows of all resources, of each the first by the order; 0 where there is none."""
    firsts = [
        model.objects.filter(condition).order_by(*order or ("-position",)).values_list("position")[:1] for model in PUBLISHED
    ]
    return max((position for (position,) in firsts[0].union(*firsts[1:], all=True)), default=0)
