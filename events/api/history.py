"""The former versions of a record, and the change feed."""

import json
import threading
import time
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from events.api import addresses
from events.api.addresses import at_host
from events.api.finding import NO_RECORD
from events.api.formats import Format
from events.api.kinds import Number, Position, Word
from events.api.moments import refuse_unsettled
from events.api.pages import COUNT_CAP
from events.api.pagination import PAGE_SIZE, Paging
from events.api.parameters import Parameter
from events.api.problems import Gone
from events.api.published import PublishedViewSet
from events.api.reading import Records, ResourceViewSet
from events.api.serializers.changes import ChangeSerializer, version_of
from events.api.serializers.fields import InstantField
from events.api.words import Resource
from events.models.change import Change
from events.publishing.changes import changed_fields, changes
from events.publishing.positions import bounds
from events.publishing.retention import PRUNED
from events.vocabulary import ChangeKind

LONGEST_WAIT = 30
"""Seconds."""
PAUSE = 0.5
"""Seconds between two looks into the feed."""
SHOWN = ("position", "resource", "record", "kind", "into", "at", "by")
COLUMNS = ("version", "position", "kind", "into", "at", "by", "body")

_waiters = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))
"""Who may wait in this process: the other threads answer."""
_INSTANT = InstantField()


class HistoryViewSet(PublishedViewSet):
    """All versions of one record, be it that it is gone; `queryset` holds its resource's. Newest first."""

    key = "position"
    newest_first = True
    merges = False
    formats = (Format.JSON,)

    def get_queryset(self) -> Any:
        versions = self.published().objects.filter(record=self.kwargs["id"]).exclude(kind=ChangeKind.FILED)
        return versions if self.position is None else versions.filter(position__lte=self.position)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        paging = Paging(request, self.asked, self.get_ordering())
        rows = paging.read(self.get_queryset(), COLUMNS)
        if not rows and not self.asked.get("cursor"):
            raise Http404(NO_RECORD)
        links = paging.links()
        body = paging.envelope() | {"results": self.shaped([self._version(row) for row in rows])}
        return Response(body, headers={"Link": links} if links else None)

    def _version(self, row: Any) -> dict[str, Any]:
        told = {name: getattr(row, name) for name in COLUMNS[:4]}
        record = json.loads(at_host(row.body, addresses.host(self.request))) if row.body else None
        return told | {"at": _INSTANT.to_representation(row.at), "by": row.by, "record": record}


def history_of(view: type[PublishedViewSet]) -> type[HistoryViewSet]:
    """The view of the history of a resource's records."""
    assert view.queryset is not None
    declared = {
        "described": {"list": f"List the versions of one of the {view.published().resource}: newest first, each as it was."},
        "queryset": view.queryset,
        "serializer_class": version_of(view.serializer_class),  # type: ignore[arg-type]
        "lookup_value_converter": view.lookup_value_converter,
    }
    return type(view.__name__.replace("ViewSet", "HistoryViewSet"), (HistoryViewSet,), declared)


class ChangeViewSet(ResourceViewSet):
    """The change feed."""

    described = {
        "list": "List changes: whatever became of any record, in the order of their positions. `next` is null at the end: go on "
        "from the last position by `since`, if you like with `wait`.",
    }
    queryset = Change.objects.all()
    serializer_class = ChangeSerializer
    filters: ClassVar[Sequence[Parameter]] = (
        Parameter("since", Position(), "Behind this position; without it, from the beginning.", example=0),
        Parameter("resource", Word(Resource), "Of these resources.", several=True, example="meetings"),
        Parameter(
            "wait",
            Number(cap=LONGEST_WAIT),
            f"Seconds, at most {LONGEST_WAIT}, to wait for a change where there is none yet; fewer where many wait.",
            example=20,
        ),
    )

    @classmethod
    def declared(cls, action: str) -> Sequence[Parameter]:
        return [parameter for parameter in super().declared(action) if parameter.name != "cursor"]  # `since` is it

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        since, size = self.asked.get("since", 0), self.asked.get("page_size", PAGE_SIZE)
        rows = self._read(since, size + 1, self.asked.get("wait", 0))
        body: dict[str, Any] = {"next": self._next(rows[size - 1].position) if len(rows) > size else None, "previous": None}
        if self.asked.get("count"):
            body |= self._counted(since)
        links = f'<{body["next"]}>; rel="next"' if body["next"] else None
        return Response(body | {"results": self._told(rows[:size])}, headers={"Link": links} if links else None)

    def _told(self, rows: Sequence[Change]) -> Records:
        host = addresses.host(self.request)
        differing = changed_fields(rows)
        told = []
        for row in rows:
            fields = differing.get(row.position, {})
            if "url" in fields:
                fields["url"] = [None, addresses.address(row.resource, row.record, host)]
            told.append({name: getattr(row, name) for name in SHOWN} | {"fields": fields})
        return self.shaped([dict(record) for record in ChangeSerializer(told, many=True).data])

    def _read(self, since: int, most: int, wait: int) -> Sequence[Change]:
        """The first changes behind the position; where there is none yet, waits for one without keeping a connection."""
        kept, horizon = bounds()
        if since < kept:
            raise Gone(PRUNED.format(kept=kept))
        if since > horizon:
            refuse_unsettled("since", since)
        resources = self.asked.get("resource", ())
        rows = changes(since=since, below=horizon, resources=resources, most=most)
        if rows or not wait or not _waiters.acquire(blocking=False):
            return rows
        try:
            end = time.monotonic() + wait
            while not rows and (left := end - time.monotonic()) > 0:
                if not connection.in_atomic_block:
                    connection.close()
                time.sleep(min(PAUSE, left))
                rows = changes(since=since, below=bounds()[1], resources=resources, most=most)
            return rows
        finally:
            _waiters.release()

    def _counted(self, since: int) -> dict[str, Any]:
        resources = self.asked.get("resource", ())
        number = len(changes(since=since, below=bounds()[1], resources=resources, most=COUNT_CAP + 1))
        return {"count": min(number, COUNT_CAP)} | ({"count_capped": True} if number > COUNT_CAP else {})

    def _next(self, position: int) -> str:
        pairs = [pair for pair in self.asked.pairs if pair[0] != "since"]
        query = urlencode([*pairs, ("since", str(position))], safe=",:")
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")
