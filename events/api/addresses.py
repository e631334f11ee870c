"""Where records are found: the one place that builds their addresses."""

from typing import Any

from rest_framework.request import Request

ROOT = "/api/v1"


def base(request: Request | None) -> str:
    """The root of API v1, absolute where a request tells the host."""
    return request.build_absolute_uri(ROOT) if request is not None else ROOT


def address(resource: str, key: Any, base: str = ROOT) -> str:
    """The address of a record: "/api/v1/meetings/0198…/"."""
    return f"{base}/{resource}/{key}/"
