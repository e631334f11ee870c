"""One writer at a time: what documents tell is stored, read anew and decided under one lock.

Reading is what costs, and it needs no lock. Two workers that decide at once would make two meetings of one; two that replace
readings at once would wait for each other's rows.
"""

from django.db import connection

LOCK = 0x6368616E  # "chan": one key for all who write


def hold_record() -> None:
    """Wait for the lock and hold it until the transaction ends. Taken before anything is read that the writing builds on."""
    if not connection.in_atomic_block:
        raise RuntimeError("the record is held for the length of a transaction, and there is none")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
