"""Middleware of the house."""

import logging
from collections.abc import Callable
from uuid import uuid4

import django_structlog.middlewares.request as structlog_request
import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_requests_log = logging.getLogger(structlog_request.__name__)


class HeadMiddleware:
    """An answer to HEAD has the headers of that to GET and no body (RFC 9110, section 9.3.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "HEAD":
            return response
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
            return response
        bare = HttpResponse(status=response.status_code, headers=response.headers)
        bare.cookies = response.cookies
        response.close()  # nothing of it is ever worked out
        return bare


class RequestMiddleware(structlog_request.RequestMiddleware):
    """Logs requests, and gives each the id that its log lines carry, as `request.id`, and the answer as `X-Request-ID`.

    A client's own id is not taken over. What no log is to hold is not put together.
    """

    async_capable = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.prepare(request)
        response = self.get_response(request)
        self.handle_response(request, response)  # type: ignore[arg-type]
        return response  # type: ignore[return-value]

    def prepare(self, request: HttpRequest) -> None:
        if _requests_log.isEnabledFor(logging.INFO):
            super().prepare(request)
            request.id = structlog.contextvars.get_contextvars()["request_id"]  # type: ignore[attr-defined]
        else:
            request.id = str(uuid4())  # type: ignore[attr-defined]
            structlog.contextvars.bind_contextvars(request_id=request.id)  # type: ignore[attr-defined]

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response.headers["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        if _requests_log.isEnabledFor(logging.INFO) or response.streaming or response.status_code >= 400:
            super().handle_response(request, response)
        else:
            structlog.contextvars.clear_contextvars()


class PolicyMiddleware(CSPMiddleware):
    """Content-Security-Policy, put together once for all answers that have none of their own."""

    OWN = frozenset(f"_csp_{name}{which}" for name in ("exempt", "config", "update", "replace") for which in ("", "_ro"))
    """Attributes by which an answer has its own (csp.decorators)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not self.OWN.isdisjoint(vars(response)) or "_csp_nonce" in vars(request) or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response
