"""`Idempotency-Key`: a POST that is sent again is answered as before and does nothing twice.

(IETF draft The Idempotency-Key HTTP Header Field.) The key belongs to who sends it; answers are kept for a day.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from events.api.problems import Fault
from events.models import ApiKey
from events.models.answer import KeptAnswer

KEPT = timedelta(days=1)
PATIENCE = timedelta(minutes=2)
"""After which a request that was never answered counts as lost with its process."""
HEADERS = ("Location", "ETag")
KEY = "[!-~]{1,200}"


class Conflict(APIException):
    """409."""

    status_code = 409
    default_detail = "The same request is being answered already: ask again in a moment."
    default_code = "conflict"


class Reused(APIException):
    """422."""

    status_code = 422
    default_detail = "This Idempotency-Key was used for another request: take a new one."
    default_code = "reused"


def answered_once(request: Request, act: Callable[[], Response]) -> HttpResponse:
    """The answer of `act`, or the one that the same request had before. Answers of 5xx are not kept: they may be tried again."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return act()
    if not re.fullmatch(KEY, key):
        raise Fault([{"parameter": "Idempotency-Key", "detail": "Send 1 to 200 printable ASCII characters without blanks."}])
    row = _claimed(_client(request), key, _fingerprint(request))
    if row.status is not None:
        return HttpResponse(row.body, status=row.status, headers=row.headers | {"Idempotent-Replayed": "true"})
    try:
        response = act()
    except APIException as error:
        if error.status_code < 500:
            row.delete()  # refused: nothing was done, and the next try may be a better one
        raise
    except BaseException:
        row.delete()
        raise
    row.status, row.body = response.status_code, JSONRenderer().render(response.data).decode()
    row.headers = {"Content-Type": "application/json"} | {n: response[n] for n in HEADERS if response.has_header(n)}
    row.save(update_fields=["status", "body", "headers"])
    return response


def forget_old() -> int:
    """Delete answers that are no longer kept. Returns how many."""
    return KeptAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


def _claimed(client: str, key: str, fingerprint: str) -> KeptAnswer:
    """The row of this key: a new one to be filled, or that of the same request before."""
    now = timezone.now()
    with transaction.atomic():
        row, is_new = KeptAnswer.objects.select_for_update().get_or_create(
            client=client, key=key, defaults={"fingerprint": fingerprint}
        )
        lost = row.status is None and row.at < now - PATIENCE
        if not is_new and (lost or row.at < now - KEPT):
            row.fingerprint, row.status, row.at = fingerprint, None, now
            row.save()
            is_new = True
    if not is_new and row.fingerprint != fingerprint:
        raise Reused
    if not is_new and row.status is None:
        raise Conflict
    return row


def _client(request: Request) -> str:
    return f"key {request.auth.pk}" if isinstance(request.auth, ApiKey) else f"account {request.user.pk}"


def _fingerprint(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    fields: Any = request.data
    for name in sorted(fields):
        values = fields.getlist(name) if hasattr(fields, "getlist") else [fields[name]]
        for value in values:
            digest.update(f"{name}=".encode("utf-8", "backslashreplace"))
            if hasattr(value, "chunks"):
                for chunk in value.chunks():
                    digest.update(chunk)
                value.seek(0)
            else:
                digest.update(repr(value).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
