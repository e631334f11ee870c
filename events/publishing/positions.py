"""Positions in the change feed: (transaction id, n) as one number, in commit order without a counter that all writers wait for.

A transaction may commit after another that began later. Readers therefore see only what lies below the oldest transaction that
still runs (`horizon`): whoever has seen a position never meets a smaller new one.

A cluster counts its transactions from the beginning. A record that was restored into another one goes on behind those of the
former (`go_on`).
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from events.models.change import Retention
from events.models.published import PUBLISHED
from events.publishing.compiled import Rows

POSITION = RawSQL("(SELECT position FROM moment)", ())
"""The position of `bounds_at`, in the rows beside it."""
A_TRANSACTION = 20
"""Bits for the changes of one transaction. The rest, up to the 53 bits that JSON numbers keep, counts transactions."""


_EARLIER = "COALESCE((SELECT earlier FROM events_retention), 0)"
_OLDEST = f"pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {_EARLIER}"
_BOUNDS = f"SELECT COALESCE((SELECT kept_from FROM events_retention), 0), {_OLDEST}"  # noqa: S608 - of constants
_NUMBER = f"SELECT pg_current_xact_id()::text::bigint + {_EARLIER}"


class _Horizon(Func):
    """The horizon of the statement in which it stands."""

    template = f"(({_OLDEST}) << {A_TRANSACTION})"
    output_field = BigIntegerField()


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


def bounds_at(moment: int | datetime, rows: QuerySet[Any] | None = None) -> tuple[tuple[int, int, int], Rows]:
    """The bounds and the position: this one, or that which was the newest at an instant. Beside them the rows of a queryset of
    tuples, without null in the first place, in which POSITION stands for it. All in one query.

    The position of an instant is below the horizon, so that nobody is ever told anything else of it; 0 before the first.
    """
    position, values = "%s::bigint", (moment,)
    if isinstance(moment, datetime):
        newest, values = _firsts(Q(at__lte=moment, position__lt=_Horizon()), "-at", "-position").query.sql_with_params()
        position = f"COALESCE((SELECT max(position) FROM ({newest}) AS firsts), 0)"  # noqa: S608 - Django's, as all SQL here
    wanted, parameters = rows.query.sql_with_params() if rows is not None else ("SELECT NULL", ())
    bounds = f"WITH moment(kept, oldest, position) AS MATERIALIZED ({_BOUNDS}, {position})"
    with connection.cursor() as cursor:
        cursor.execute(f"{bounds} SELECT * FROM moment LEFT JOIN ({wanted}) AS found ON true", (*values, *parameters))  # noqa: S608
        found = cursor.fetchall()
    kept, oldest, at = found[0][:3]
    return (kept, oldest << A_TRANSACTION, at), [row[3:] for row in found if row[3] is not None]


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
    """The position that was the newest at an instant, of those below the horizon; 0 before the first."""
    return bounds_at(instant)[0][2]


def is_reached(position: int) -> bool:
    """Whether there is a change at this position or behind it, be it not yet below the horizon."""
    return _newest(Q(position__gte=position)) > 0


def _newest(condition: Q) -> int:
    """The largest position of the rows of all resources; 0 where there is none."""
    return max((position for (position,) in _firsts(condition, "-position")), default=0)


def _firsts(condition: Q, *order: str) -> QuerySet[Any, tuple[int]]:
    """The position of the first row of each resource, by the order."""
    firsts = [model.objects.filter(condition).order_by(*order).values_list("position")[:1] for model in PUBLISHED]
    return firsts[0].union(*firsts[1:], all=True)
