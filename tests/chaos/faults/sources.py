"""Hosts that drip or never end, and an editor who saves while the same record is read anew."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection

from events.models import Document, Meeting
from events.services import decisions
from events.services.decisions import Actor
from sources.polling.ordered import package_of_address
from tests.chaos.faults import Fault
from tests.chaos.stage import Scene
from tests.chaos.stops import POINTS
from tests.chaos.stories import packages
from tests.sources.fetching.site import Handler, serving

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"


def drips(handler: Handler) -> None:
    """A byte a second."""
    handler.wfile.write(HEAD)
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(1)


def never_ends(handler: Handler) -> None:
    handler.wfile.write(HEAD)
    while True:
        handler.wfile.write(b"word " * 20_000)


def silent(handler: Handler) -> None:
    """Takes the question and says nothing."""
    with suppress(OSError):
        handler.connection.recv(1)


def fetched_from(page: Callable[[Handler], None]) -> Callable[[Scene], int]:
    def act(scene: Scene) -> int:
        with serving() as site:
            site.pages["/page"] = page
            scene.submit([package_of_address(site.url("/page"))])
            scene.submit()
            scene.injured()
            scene.took = scene.recover()
        return 1

    return act


def editor_saves_while_it_is_read_anew(scene: Scene) -> int:
    """The documents of a story that is told already are read again; meanwhile an editor pins a field, whose word then stands."""
    told = packages(scene.number)
    scene.submit(told)
    scene.recover()
    Document.objects.filter(external_id__in=[p.external_id for p in told]).update(extractor="former")
    meeting = Meeting.objects.current().filter(claims__document__external_id=told[0].external_id).distinct().get()
    pinned: dict[str, Any] = {"resource": "meetings", "id": meeting.pk, "field": "city", "actor": Actor(name="editor")}
    saving = threading.Thread(target=_saves, kwargs=pinned)
    with scene.stopped(scene.chance.choice(READ_ANEW)):
        saving.start()
        time.sleep(0.1)
        scene.injured()
    saving.join()
    scene.took = scene.recover()
    meeting.refresh_from_db()
    if meeting.city != PINNED:
        raise AssertionError(f"the editor's word is gone: {meeting.city}")
    decisions.unpin(**pinned, reason="tried")
    return 1


def _saves(**pinned: Any) -> None:
    decisions.pin(**pinned, value=PINNED, reason="seen on a photograph")
    connection.close()


PINNED = "Harbour House"
READ_ANEW = [point for point in POINTS if point.table in ("", "events_personmention", "events_evidence")]
SOURCES = [
    Fault("source that drips a byte a second", fetched_from(drips), full=3),
    Fault("source that never ends", fetched_from(never_ends), full=3),
    Fault("source that says nothing", fetched_from(silent), full=3, short=0),
    Fault("editor saves while it is read anew", editor_saves_while_it_is_read_anew, full=10),
]
