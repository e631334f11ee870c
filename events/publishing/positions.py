"""Positions in the change feed: (transaction id, n) as one number, in commit order without a counter that all writers wait for.

A transaction may commit after another that began later. Readers therefore see only what lies below the oldest transaction that
still runs (`horizon`): whoever has seen a position never meets a smaller new one.
"""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from events.models.published import PUBLISHED

A_TRANSACTION = 20
"""Bits for the changes of one transaction. The rest, up to the 53 bits that JSON numbers keep, counts transactions."""


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def transaction_id() -> int:
    """This transaction's id (xid8, from 0, never reused)."""
    return _number("SELECT pg_current_xact_id()::text")


def horizon() -> int:
    """Below this position everything is committed, and nothing will be added."""
    return _number("SELECT pg_snapshot_xmin(pg_current_snapshot())::text") << A_TRANSACTION


def bounds() -> tuple[int, int]:
    """From which position on the history is kept (events.publishing.retention), and the horizon."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE((SELECT kept_from FROM events_retention), 0), pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
        kept, oldest = cursor.fetchone()
    return kept, oldest << A_TRANSACTION


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
