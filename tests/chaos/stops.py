"""Points between the stages of a delivery. A worker is stopped there from outside: somebody else holds the lock it needs next.

A table is held in a mode that lets all read and nobody write, except where it is the reading that is to wait.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg

from events.services.locking import LOCK
from tests.chaos.ground import Ground

SECONDS = 40.0


@dataclass(frozen=True)
class Point:
    """`table` and `mode` of the lock, or the record's own. `is_late`: held only once somebody waits for the record's lock."""

    name: str
    table: str = ""
    mode: str = "SHARE"
    is_late: bool = False


RECORD = Point("read, before the record is held")
POINTS = (
    Point("before it is claimed", "sources_delivery", "EXCLUSIVE"),
    Point("claimed, before it is read", "events_country", "ACCESS EXCLUSIVE"),
    RECORD,
    Point("as the document is stored", "events_document"),
    Point("as mentions are written", "events_personmention"),
    Point("as claims are written", "events_meetingclaim"),
    Point("as statements are written", "events_statement"),
    Point("as evidence is written", "events_evidence"),
    Point("as persons are joined", "events_person"),
    Point("as the meeting is settled", "events_meeting"),
    Point("as participants are written", "events_participation"),
    Point("as the delivery is settled", "sources_delivery", is_late=True),
    Point("as the meeting is published", "events_publishedmeeting"),
    Point("as statements are published", "events_publishedstatement"),
    Point("committed, before the import is closed", "sources_import", is_late=True),
)


class NobodyCameError(Exception):
    """Nobody waits at the point."""


class Stop:
    """Holds a point from when it is made until it is released."""

    def __init__(self, ground: Ground, point: Point) -> None:
        self.ground, self.point = ground, point
        self.connection = self._hold(RECORD if point.is_late else point)

    def _hold(self, point: Point) -> psycopg.Connection:
        connection = self.ground.connect()
        if point.table:
            connection.execute(f"LOCK TABLE {point.table} IN {point.mode} MODE".encode())
        else:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        return connection

    def await_somebody(self) -> None:
        """Until a process waits here."""
        self._await()
        if self.point.is_late:
            former, self.connection = self.connection, self._hold(self.point)
            former.close()
            self._await()

    def _await(self) -> None:
        deadline = time.monotonic() + SECONDS
        mine = self.connection.info.backend_pid
        # Not on that connection: a transaction sees one state of what everybody does.
        with self.ground.connect() as looking:
            looking.autocommit = True
            query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND %s = ANY(pg_blocking_pids(pid))"
            while True:
                row = looking.execute(query, [mine]).fetchone()
                if row and row[0]:
                    return
                if time.monotonic() > deadline:
                    raise NobodyCameError(self.point.name)
                time.sleep(0.02)

    def release(self) -> None:
        self.connection.close()
