"""What all answers under /api/ have in common: who may read them from another site, what is left to ask, how they are packed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import ClassVar

from csp.constants import HEADER as POLICY
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, ResponseHeaders
from django.middleware.gzip import GZipMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.cache import patch_vary_headers

from events.api.addresses import host
from events.api.formats import MEDIA_TYPES

Handler = Callable[[HttpRequest], HttpResponseBase]
Headers = dict[str, str]

API = "/api/"
RECORD = "/api/v1/"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
ANY_SITE: Headers = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Range, Deprecation, ETag, Link, Location, RateLimit, "
    "RateLimit-Policy, Retry-After, Sunset, X-Request-ID",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(sorted(READS)),
    "Access-Control-Allow-Headers": "Accept, Authorization, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
VARY = ("Accept", "Authorization", "Cookie", "Accept-Encoding")
PACKED = (
    "application/json", "application/problem+json", "application/vnd.oai.openapi", *MEDIA_TYPES.values(),
)  # fmt: skip
"""Beginnings of the media types that gain by it. Files of snapshots are packed already, and are read in parts."""


class _Prepared:
    """Headers that many answers have: looked through once, as Django does it with each."""

    def __init__(self, headers: Headers) -> None:
        self.stored: dict[str, tuple[str, str]] = ResponseHeaders(headers)._store

    def give(self, response: HttpResponseBase) -> None:
        response.headers._store.update(self.stored)


FOR_ANY_SITE = _Prepared(ANY_SITE)
VARYING = _Prepared({"Vary": ", ".join(VARY)})


class InnermostMiddleware:
    """The last one: where the short way of ApiMiddleware ends."""

    handler: ClassVar[Handler]

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # Django makes the middleware of a handler from the last to the first: the next ApiMiddleware is of the same handler.
        type(self).handler = staticmethod(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class ApiMiddleware(GZipMiddleware):
    """Headers of the API, and its short way: who comes without a session passes by all that is for pages and sessions.

    - The record is public: pages of any site may read it (Fetch, section 3.2), without cookies; none may write.
    - How fast may be asked and how much of it is left (IETF draft RateLimit header fields for HTTP), where it was counted.
    - gzip for the API alone: pages that hold a secret of their reader (the admin's tokens) are never packed (BREACH).
    """

    async_capable = False

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self.all_the_way, self.short_way = get_response, InnermostMiddleware.handler
        self.session = settings.SESSION_COOKIE_NAME
        self.security = SecurityMiddleware(get_response)
        self.always = {is_secure: _Prepared(self._headers(is_secure)) for is_secure in (False, True)}

    def _headers(self, is_secure: bool) -> Headers:
        """What the middleware that is passed by gives every answer to a request that came so."""
        bare, request = HttpResponse(), HttpRequest()
        request.is_secure = lambda: is_secure  # type: ignore[method-assign]
        headers = dict(self.security.process_response(request, bare).headers)
        del headers["Content-Type"]
        return headers | {"X-Frame-Options": settings.X_FRAME_OPTIONS, POLICY: build_policy()}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return self.all_the_way(request)
        if request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META:
            return HttpResponse(status=204, headers=ANY_SITE | PREFLIGHT)
        response = self._answer(request)
        if request.method in READS:
            FOR_ANY_SITE.give(response)
        if spent := getattr(request, "spent", None):
            response.headers["RateLimit-Policy"], response.headers["RateLimit"] = spent
        if "HTTP_ACCEPT_ENCODING" in request.META and self._gains(response):
            return self.process_response(request, response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        """What the views answer. On the short way what the middleware that is passed by would do to it is done here."""
        if not request.path_info.startswith(RECORD) or self.session in request.COOKIES:
            response = self.all_the_way(request)
            patch_vary_headers(response, VARY)
            return response
        host(request)  # a foreign one is refused
        if (elsewhere := self.security.process_request(request)) is not None:
            return elsewhere
        response = self.short_way(request)
        VARYING.give(response)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response  # the rest the client has, along with what it was given first (RFC 9110, section 15.4.5)
        self.always[request.is_secure()].give(response)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))  # type: ignore[attr-defined]
        return response

    def _gains(self, response: HttpResponseBase) -> bool:
        return response.headers.get("Content-Type", "").startswith(PACKED) and "Content-Range" not in response.headers
