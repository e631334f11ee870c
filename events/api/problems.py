"""Every error is application/problem+json (RFC 9457): the shape, and who makes it where."""

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import Resolver404, resolve
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from events.api.budgets import Overloaded, is_cut_off

MEDIA_TYPE = "application/problem+json"
API = re.compile(r"^/api/")

logger = logging.getLogger(__name__)


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong: with a parameter of the query, or at a place in the body."""

    parameter = serializers.CharField(required=False)
    pointer = serializers.CharField(required=False, help_text="JSON Pointer into the body.")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField(help_text="`about:blank`: the status says it all.")
    title = serializers.CharField(help_text="The status in words.")
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(help_text="What went wrong here.")
    instance = serializers.CharField(help_text="The id of the request, as in `X-Request-ID`; the log has it too.")
    errors = FaultSerializer(  # type: ignore[assignment]
        many=True, help_text="What exactly is wrong; empty where there is nothing to name."
    )


class Fault(exceptions.APIException):
    """The request asks for what there is not. `errors`: [{"parameter" or "pointer", "detail"}]."""

    status_code = 400
    default_code = "invalid"

    def __init__(self, errors: Sequence[dict[str, str]]) -> None:
        self.errors = list(errors)
        super().__init__(" ".join(error["detail"] for error in self.errors))


class Gone(exceptions.APIException):
    """There was such a record once."""

    status_code = 410
    default_detail = "This record was deleted."
    default_code = "gone"


def problem(request: HttpRequest, status: int, detail: str, errors: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """The body of an error."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": str(getattr(request, "id", None) or uuid4()),
        "errors": list(errors),
    }


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """What DRF's views answer when they raise. Anything unforeseen goes on to `server_error`."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(str(error) or None)
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, OperationalError) and is_cut_off(error):
        error = Overloaded()
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(-(-wait // 1)))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    set_rollback()
    body = problem(context["request"]._request, error.status_code, _detail(error), _errors(error))
    return Response(body, status=error.status_code, headers=headers, content_type=MEDIA_TYPE)


def _detail(error: exceptions.APIException) -> str:
    return str(error.detail) if isinstance(error.detail, str) else "The body is not valid."


def _errors(error: exceptions.APIException) -> list[dict[str, str]]:
    if isinstance(error, Fault):
        return error.errors
    return [] if isinstance(error.detail, str) else list(_pointers(error.detail, ""))


def _pointers(detail: Any, pointer: str) -> list[dict[str, str]]:
    """DRF's nested details of a body, as JSON pointers."""
    if isinstance(detail, dict):
        own = api_settings.NON_FIELD_ERRORS_KEY
        places = [(pointer if key == own else f"{pointer}/{key}", value) for key, value in detail.items()]
        return [found for place, value in places for found in _pointers(value, place)]
    if isinstance(detail, list):
        nested = [(f"{pointer}/{i}" if isinstance(value, dict) else pointer, value) for i, value in enumerate(detail)]
        return [found for place, value in nested for found in _pointers(value, place)]
    return [{"pointer": pointer, "detail": str(detail)}]


def _answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    body = problem(request, status, detail)
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


@csrf_exempt
def unknown_address(request: HttpRequest) -> HttpResponse:
    """What is left under /api/: no such address. One that only lacks its slash is told where to go."""
    if not request.path_info.endswith("/"):
        try:
            known = resolve(f"{request.path_info}/").func is not unknown_address
        except Resolver404:
            known = False
        if known:
            query = request.META.get("QUERY_STRING", "")
            target = f"{request.path}/?{query}" if query else f"{request.path}/"
            response = HttpResponsePermanentRedirect(target)
            response.status_code = 308
            return response
    return _answer(request, 404, "There is nothing at this address.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400 of the site."""
    if API.match(request.path_info):
        return _answer(request, 400, "The request cannot be read.")
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403 of the site."""
    if API.match(request.path_info):
        return _answer(request, 403, "This is not allowed.")
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404 of the site."""
    if API.match(request.path_info):
        return _answer(request, 404, "There is nothing at this address.")
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500 of the site. Django has logged the exception."""
    if API.match(request.path_info):
        return _answer(request, 500, "Something went wrong on our side. The log has it under this request's id.")
    return defaults.server_error(request)
