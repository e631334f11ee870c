"""Middleware of the house."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import get_contextvars


class HeadMiddleware:
    """An answer to HEAD has the headers of that to GET and no body (RFC 9110, section 9.3.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


class RequestIdMiddleware:
    """Gives each request the id that its log lines carry, as `request.id`, and the answer as `X-Request-ID`.

    Stands behind django_structlog's middleware, which makes the id; a client's own is not taken over.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = get_contextvars().get("request_id") or str(uuid4())
        request.id = request_id  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response
