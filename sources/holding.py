"""Who works on a delivery holds a lock of its database session beside the lease in the row.

The lease says how long a worker may take; the lock goes with the session, so that what a killed worker left is found at once
and not when its lease ends. Where a pool of connections keeps sessions of dead workers, the lease alone decides.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, connection


class LeaseLostError(Exception):
    """Another attempt has taken the delivery over, or it was settled otherwise: what this one did is rolled back."""


@contextmanager
def holding(delivery_id: UUID) -> Iterator[bool]:
    """Hold the delivery's lock within the block, if nobody else does: whether it is held is what the block is told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_key(delivery_id)])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            _release(delivery_id)


def _release(delivery_id: UUID) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(delivery_id)])
    except DatabaseError:
        connection.close()  # and with the session goes the lock


def unheld(deliveries: Iterable[UUID]) -> set[UUID]:
    """Those that no living session holds. Within a transaction."""
    free = set()
    with connection.cursor() as cursor:
        for delivery_id in deliveries:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_key(delivery_id)])
            if cursor.fetchone()[0]:
                free.add(delivery_id)
    return free


def _key(delivery_id: UUID) -> int:
    """The random half of the id. Its variant bits make it negative, so that it is never events.services.locking.LOCK."""
    return int.from_bytes(delivery_id.bytes[8:], "big", signed=True)
