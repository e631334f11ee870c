"""Conditional requests (RFC 9110, section 13): an entity tag for every answer, and 304 where the client has it already; writes
on what has changed since are refused."""

import hashlib
import re
from typing import Any

from django.http import HttpResponse
from django.utils.http import parse_etags
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

_TAG = re.compile(r'"(?P<version>\d{1,9})-(?P<digest>[0-9a-f]{20})(?P<seal>[0-9a-f]{12})"', re.ASCII)


def tag(*covers: str) -> str:
    """`"digest"` of a list: of whatever the answer depends on."""
    return f'"{_digest(*covers)}"'


def record_tag(record: Any, version: int, *covers: str) -> str:
    """`"version-digest"` of one record; sealed, so that it can be told from the tags of others whatever else it covers."""
    digest = _digest(*covers)
    return f'"{version}-{digest}{_seal(record, version, digest)}"'


def _digest(*covers: str) -> str:
    return hashlib.blake2b("\0".join(covers).encode(), digest_size=10).hexdigest()


def _seal(record: Any, version: int, digest: str) -> str:
    return hashlib.blake2b(f"{record} {version} {digest}".encode(), digest_size=6).hexdigest()


def is_conditional(request: Request) -> bool:
    """Whether the client has an answer already."""
    return "HTTP_IF_NONE_MATCH" in request.META


def is_known(request: Request, etag: str) -> bool:
    """Whether it is this one. Compared weakly, as section 13.1.2 has it."""
    if not is_conditional(request):
        return False
    asked = request.META["HTTP_IF_NONE_MATCH"]
    if asked == etag:
        return True
    wanted = parse_etags(asked)
    return "*" in wanted or etag in (each.removeprefix("W/") for each in wanted)


def tagged(response: HttpResponse, etag: str) -> HttpResponse:
    """The answer with its tag."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def not_modified(etag: str) -> HttpResponse:
    """304 without a body, and without what the client has along with its own answer (section 15.4.5)."""
    response = HttpResponse(status=304)
    del response["Content-Type"]
    return tagged(response, etag)


def make_conditional(request: Request, response: Response) -> HttpResponse:
    """An answer that is rendered anew each time: its tag is made of its bytes."""
    response.render()
    etag = tag(response.rendered_content.decode())
    return not_modified(etag) if is_known(request, etag) else tagged(response, etag)


class PreconditionFailed(APIException):
    """412."""

    status_code = 412
    default_detail = "The record has changed since: read it again, then decide."
    default_code = "precondition_failed"


class PreconditionRequired(APIException):
    """428 (RFC 6585)."""

    status_code = 428
    default_detail = "Send If-Match with the ETag of the record as you know it."
    default_code = "precondition_required"


def check_version(request: Request, record: Any, version: int) -> None:
    """Whether the client knows this version: by a tag that was given with it, whatever fields were shown, and however packed."""
    told = request.META.get("HTTP_IF_MATCH")
    if told is None:
        raise PreconditionRequired
    if told.strip() == "*":
        return
    known = (_TAG.fullmatch(each.removeprefix("W/")) for each in parse_etags(told))
    if not any(found and found["version"] == str(version) and _is_sealed(record, found) for found in known):
        raise PreconditionFailed


def _is_sealed(record: Any, found: re.Match[str]) -> bool:
    return found["seal"] == _seal(record, int(found["version"]), found["digest"])
