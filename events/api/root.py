"""The root of version 1: where everything is."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api import addresses
from events.api.parameters import ask
from events.api.problems import MEDIA_TYPE, ProblemSerializer
from events.api.schema import OF_ONE_RECORD, PROBLEMS
from events.api.throttling import ReadThrottle

ADDRESSES = {
    "type": "object",
    "description": "Addresses of the lists by name, and of what describes them.",
    "additionalProperties": {"type": "string", "format": "uri"},
}
BESIDE = {"documentation": "/docs/", "openapi": "/api/schema/"}
ANSWERS = {(200, "application/json"): ADDRESSES} | {
    (int(status), MEDIA_TYPE): OpenApiResponse(ProblemSerializer, about)
    for status, about in PROBLEMS.items()
    if status not in OF_ONE_RECORD
}


class RootView(APIView):
    """The first address that somebody tries."""

    permission_classes = [AllowAny]
    throttle_classes = [ReadThrottle]
    http_method_names = ["get", "head", "options"]

    @extend_schema(
        operation_id="root_retrieve",
        tags=["root"],
        summary="Read the root",
        description="Read the root: the addresses of all lists.",
        responses=ANSWERS,
    )
    def get(self, request: Request) -> Response:
        """The addresses."""
        ask(request, {})
        host = addresses.host(request)
        return Response({name: host + path for name, path in [*sorted(lists()), *BESIDE.items()]})


def lists() -> Iterator[tuple[str, str]]:
    """Name and path of each list of version 1 that stands by itself."""
    routes: Any = get_resolver().reverse_dict
    for route, found in routes.items():
        path, wanted = found[0][0]
        if isinstance(route, str) and route.endswith("-list") and path.startswith("api/v1/") and not wanted:
            yield route.removesuffix("-list"), f"/{path}"
