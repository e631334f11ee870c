"""Importing by the API: a text, an address, files or JSON Lines are accepted as one import; workers do the rest."""

import hashlib
import json
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from events.api.addresses import address, host
from events.api.bodies import BodySerializer, read_body, refuse_others
from events.api.idempotency import answered_once
from events.api.parsing import BodyParser, TooLarge
from events.api.problems import Fault
from events.vocabulary import Priority
from sources.acceptance import Package, open_import, packages_of_upload
from sources.api.serializers import ImportSerializer
from sources.delivering import deliver
from sources.fetching import FetchError, check_address
from sources.fetching.courtesy import policy
from sources.models import Delivery, Import
from sources.polling import package_of_address

RETRY_AFTER = 60  # seconds

LINES = ("application/jsonl", "application/x-ndjson", "application/jsonlines")


class Crowded(APIException):
    """503: too much waits to be read."""

    status_code = 503
    default_detail = "Too many documents wait to be read: send this again later."
    default_code = "crowded"
    wait = RETRY_AFTER


class LinesParser(BaseParser):
    """A body of JSON Lines, on disk: it may be large."""

    media_type = LINES[0]

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        kept = TemporaryUploadedFile("import.jsonl", self.media_type, 0, None)
        size = 0
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            if size > settings.MAX_LIST_BYTES:
                raise TooLarge(f"The body is too large: at most {settings.MAX_LIST_BYTES:,} bytes of JSON Lines.")
            kept.write(chunk)
        kept.seek(0)
        kept.size = size
        return {"lines": kept}


class NdjsonParser(LinesParser):
    media_type = LINES[1]


class JsonLinesParser(LinesParser):
    media_type = LINES[2]


class FilesParser(MultiPartParser):
    """Files, each on disk."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        request = parser_context["request"]._request
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
        try:
            return super().parse(stream, media_type, parser_context)
        except (TooManyFilesSent, TooManyFieldsSent):
            detail = f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files at once, and nothing else."
            raise Fault([{"pointer": "/file", "detail": detail}]) from None
        except RequestDataTooBig:
            raise TooLarge("What is no file is too large.") from None


PARSERS = [BodyParser, FilesParser, LinesParser, NdjsonParser, JsonLinesParser]


class ImportOrderSerializer(BodySerializer):
    """A document: at an address (`url` alone), or its `text` with what is known of it."""

    url = serializers.URLField(max_length=2_000, required=False, help_text="Alone: fetched. Beside `text`: its address.")
    text = serializers.CharField(required=False, trim_whitespace=False, help_text="The whole text.")
    id = serializers.CharField(required=False, max_length=300, help_text="Your own id of it; else one is made of its words.")
    title = serializers.CharField(required=False, max_length=1_000)
    publisher = serializers.CharField(required=False, max_length=300)
    published = serializers.DateField(required=False, help_text="The day of publication.")
    language = serializers.CharField(required=False, max_length=12, help_text="BCP 47.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "text" in attrs:
            return attrs
        if "url" not in attrs:
            raise serializers.ValidationError({"text": ["Send a `text` with what is known of it, or a `url` to be fetched."]})
        if told := set(attrs) - {"url"}:
            raise serializers.ValidationError({min(told): ["A page that is fetched tells this itself: send its `url` alone."]})
        try:
            check_address(attrs["url"], policy())
        except FetchError as error:
            raise serializers.ValidationError({"url": [f"It may not be fetched: {error}."]}) from None
        return attrs


ORDERS: dict[str, Any] = {
    "application/json": ImportOrderSerializer,
    "multipart/form-data": {
        "type": "object",
        "required": ["file"],
        "additionalProperties": False,
        "properties": {
            "file": {
                "type": "array",
                "items": {"type": "string", "format": "binary"},
                "minItems": 1,
                "maxItems": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            }
        },
    },
}
"""What an order may be written in, for the OpenAPI document; of JSON Lines, taken too, generators of clients know nothing."""


def order_import(request: Request) -> HttpResponse:
    """Accept what the body holds: 202 with the import; `Crowded` while too much waits."""
    if Delivery.objects.is_crowded():
        raise Crowded
    return answered_once(request, lambda: _accepted(request))


def _accepted(request: Request) -> Response:
    packages, origin = _ordered(request)
    batch = open_import(origin=f"{origin}, by {request.user.get_username()}", priority=Priority.ORDERED)
    for _ in deliver(batch=batch, packages=packages):
        pass  # each batch is committed by itself
    return Response(shown(request, batch.pk), status=202, headers={"Location": host(request) + address("imports", batch.pk)})


def shown(request: Request, id: UUID) -> dict[str, Any]:
    """The import as it stands now."""
    row = Import.objects.with_counts().get(pk=id)
    return dict(ImportSerializer(row, context={"host": host(request)}).data)


def _ordered(request: Request) -> tuple[Iterator[Package], str]:
    """What is to be delivered, and what it is in a word."""
    data: Any = request.data
    if str(request.content_type).partition(";")[0] in LINES:
        kept = data.get("lines")
        if not kept:
            raise Fault([{"pointer": "", "detail": "There is no line."}])
        return packages_of_upload(kept, name="import.jsonl", size=kept.size), "JSON Lines"
    if hasattr(data, "getlist"):
        refuse_others(dict.fromkeys(data), ("file",))
        files = [file for file in data.getlist("file") if hasattr(file, "chunks")]
        if not files:
            raise Fault([{"pointer": "/file", "detail": "Send at least one file."}])
        return _of_files(files), ", ".join(str(file.name) for file in files[:5])
    body = read_body(request, ImportOrderSerializer)
    if "text" not in body:
        return iter([package_of_address(body["url"])]), body["url"]
    return iter([_of_text(body)]), str(body.get("title") or "a text")


def _of_files(files: list[Any]) -> Iterator[Package]:
    for file in files:
        yield from packages_of_upload(file, name=str(file.name), size=file.size)


def _of_text(body: dict[str, Any]) -> Package:
    told = {name: str(value) for name, value in body.items()}
    content = json.dumps(told, ensure_ascii=False).encode()
    name = body.get("id") or hashlib.sha256(body["text"].encode()).hexdigest()[:16]
    too_large = len(content) > settings.MAX_DOCUMENT_BYTES
    if too_large:
        raise TooLarge(f"The text is too large: at most {settings.MAX_DOCUMENT_BYTES:,} bytes.")
    return Package(str(name), str(name), "json", content, len(content))
