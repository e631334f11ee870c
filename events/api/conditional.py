"""Conditional reads: an entity tag for every answer, and 304 where the client has it already (RFC 9110, section 13)."""

import hashlib

from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response


def tag(response: Response, version: int | None) -> str:
    """`"version-digest"` of one record, `"digest"` of a list. The digest covers what fields and expand made of it."""
    digest = hashlib.sha256(response.rendered_content).hexdigest()[:20]
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def make_conditional(request: Request, response: Response, version: int | None) -> Response:
    """The answer with its tag, or 304 without a body. Compared weakly, as section 13.1.2 has it."""
    response.render()
    etag = tag(response, version)
    wanted = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if "*" in wanted or etag in (each.removeprefix("W/") for each in wanted):
        kept = {name: response[name] for name in ("Link", "Vary") if response.has_header(name)}
        unchanged = Response(status=304, headers=kept)
        unchanged.accepted_renderer = response.accepted_renderer
        unchanged.accepted_media_type = response.accepted_media_type
        unchanged.renderer_context = response.renderer_context  # type: ignore[attr-defined]
        response = unchanged
    response["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    return response
