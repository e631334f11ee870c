"""Snapshots: to list, and their files to download, whole or in parts (RFC 9110, section 14)."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.http import http_date, parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from events.api.problems import MEDIA_TYPE, ProblemSerializer, problem
from events.api.reading import ResourceViewSet
from events.api.serializers.snapshots import SnapshotSerializer
from events.api.sorting import by_instant
from events.api.throttling import ReadThrottle
from events.models import Snapshot

BLOCK = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class SnapshotViewSet(ResourceViewSet):
    described = {
        "list": "List snapshots: the whole record of one moment each, as files; the newest first.",
        "retrieve": "Read a snapshot: its files with their checksums, and how to cite it.",
    }
    queryset = Snapshot.objects.all()
    serializer_class = SnapshotSerializer
    orderings = {"created_at": by_instant("created_at")}
    default_ordering = "-created_at"
    lookup_value_converter = "slug"


class AsItIs(BaseContentNegotiation):
    """A file has one form, whatever `Accept` says."""

    def select_parser(self, request: Request, parsers: object) -> None:
        return None

    def select_renderer(  # type: ignore[override]
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], str(renderers[0].media_type)


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=description)


FORMS: dict[str, Any] = {
    "application/gzip": OpenApiTypes.BINARY,
    "application/json": {"type": "object"},
    "text/plain": OpenApiTypes.STR,
}
"""Of records and tables, of the manifest, of the checksums."""
BYTES = {(status, media_type): form for status in (200, 206) for media_type, form in FORMS.items()}
PROBLEMS = {
    (status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description)
    for status, description in (
        (401, "The key is unknown, expired or revoked."),
        (404, "There is no such file, or its snapshot is kept no longer."),
        (414, "The address is too long."),
        (416, "The file ends before the range begins; `Content-Range` tells its length."),
        (429, "Too many requests from this address: wait as long as `Retry-After` says."),
    )
}  # fmt: skip


class SnapshotFileView(APIView):
    """A file of a snapshot."""

    permission_classes = [AllowAny]
    throttle_classes = [ReadThrottle]
    content_negotiation_class = AsItIs
    http_method_names = ["get", "head", "options"]

    @extend_schema(
        operation_id="snapshots_files_retrieve",
        tags=["snapshots"],
        summary="Download a file of a snapshot",
        description="Download a file of a snapshot: whole, or from where a download was broken off.",
        parameters=[
            OpenApiParameter("id", OpenApiTypes.STR, OpenApiParameter.PATH, description="The snapshot's name."),
            OpenApiParameter("file", OpenApiTypes.STR, OpenApiParameter.PATH, description="The file's name."),
            _header("Range", "`bytes=1000-`, `bytes=0-499` or `bytes=-500`: one range; of several, the whole file."),
            _header("If-Range", "The `ETag` of the part that you have: the whole file where it is another one."),
            _header("If-None-Match", "The `ETag` of the file that you have: 304 where it still holds."),
        ],
        responses=BYTES | {304: OpenApiResponse(description="Not changed.")} | PROBLEMS,
    )
    def get(self, request: Request, id: str, file: str) -> HttpResponseBase:
        """The bytes."""
        snapshot = Snapshot.objects.filter(pk=id).first()
        # What the row names is what there is: no path is ever made of what a client sends.
        known = {told["name"]: told for told in snapshot.files} if snapshot else {}
        if snapshot is None or file not in known:
            raise Http404("There is no such file, or its snapshot is kept no longer.")
        told = known[file]
        return _answer(request._request, Path(settings.SNAPSHOT_DIR, snapshot.name, told["name"]), told, snapshot.created_at)


def _answer(request: HttpRequest, path: Path, told: dict[str, str], changed: datetime) -> HttpResponseBase:
    etag = f'"{told["sha256"]}"'
    size = int(told["bytes"])
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(changed.timestamp()),
        "Accept-Ranges": "bytes",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    wanted = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if "*" in wanted or etag in (each.removeprefix("W/") for each in wanted):
        return HttpResponse(status=304, headers=headers)
    span = _asked(request, size, etag, changed)
    if span is None:
        body = problem(request, 416, f"The file has {size} bytes.")
        return JsonResponse(body, status=416, content_type=MEDIA_TYPE, headers={"Content-Range": f"bytes */{size}"})
    headers |= {
        "Content-Type": told["media_type"],
        "Content-Length": str(len(span)),
        "Content-Disposition": f'attachment; filename="{told["name"]}"',
    }
    status = 200
    if len(span) < size:
        status, headers["Content-Range"] = 206, f"bytes {span.start}-{span.stop - 1}/{size}"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        raise Http404("There is no such file, or its snapshot is kept no longer.") from None
    return StreamingHttpResponse(Piece(opened, span), status=status, headers=headers)


def _asked(request: HttpRequest, size: int, etag: str, changed: datetime) -> range | None:
    """Which bytes are asked for: all where no single range is, and by HEAD, which has none (section 14.2). None where the range
    begins behind the end."""
    found = _RANGE.fullmatch(request.META.get("HTTP_RANGE", "").strip()) if request.method == "GET" else None
    if not found or found.groups() == ("", "") or not _still_holds(request.META.get("HTTP_IF_RANGE"), etag, changed):
        return range(size)
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size) if int(last) else None
    if last and int(last) < int(first):
        return range(size)  # no range at all (section 14.1.1)
    return range(int(first), min(int(last or size), size - 1) + 1) if int(first) < size else None


def _still_holds(condition: str | None, etag: str, changed: datetime) -> bool:
    """If-Range: a strong tag, or the very date of Last-Modified."""
    if condition is None:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    try:
        return parsedate_to_datetime(condition).timestamp() == int(changed.timestamp())
    except (TypeError, ValueError):
        return False


class Piece:
    """A stretch of an open file, a block at a time; closed with the answer."""

    def __init__(self, opened: BinaryIO, span: range) -> None:
        self._opened, self._left = opened, len(span)
        opened.seek(span.start)

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (block := self._opened.read(min(BLOCK, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        self._opened.close()
