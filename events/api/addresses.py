"""Where records are found: the one place that builds their addresses."""

from typing import Any

from django.http import HttpRequest
from rest_framework.request import Request

ROOT = "/api/v1"


def host(request: HttpRequest | Request | None) -> str:
    """What addresses that begin at the root are to be preceded by: "https://chancery.example", where a request tells it."""
    if request is None:
        return ""
    found: str | None = getattr(request, "named_host", None)
    if found is None:
        found = f"{request.scheme}://{request.get_host()}"  # checked anew each time that it is asked, so it is kept
        request.named_host = found  # type: ignore[attr-defined]
    return found


def here(request: Request) -> str:
    """The address that is asked, without its query. Those of the API are of letters that need no escaping."""
    return f"{host(request)}{request.path}"


def address(resource: str, key: Any, host: str = "") -> str:
    """The address of a record: "/api/v1/meetings/0198…/"."""
    return f"{host}{ROOT}/{resource}/{key}/"


def at_host(bodies: bytes, host: str) -> bytes:
    """One published body or several, with their addresses made absolute. Nothing that somebody wrote looks like such a member:
    within a string its quotes would be escaped."""
    # As `replace` does it, which looks through them twice.
    return f'"url":"{host}{ROOT}/'.encode().join(bodies.split(f'"url":"{ROOT}/'.encode()))
