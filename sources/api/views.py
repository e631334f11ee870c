"""Sources, imports and their items."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from events.api.bodies import BodySerializer, read_body
from events.api.filters import any_of
from events.api.keys import MayImport
from events.api.kinds import Word
from events.api.parameters import Parameter
from events.api.reading import NO_RECORD, ResourceViewSet, WithinViewSet
from events.api.throttling import WriteThrottle
from events.vocabulary import DeliveryState, ImportStatus, SourceKind
from sources.api.intake import ORDERS, order_import, shown
from sources.api.serializers import ImportItemSerializer, ImportSerializer, SourceSerializer
from sources.cancelling import cancel_import, resume_import
from sources.models import Delivery, Import, Source
from sources.retrying import retry_import


class Impossible(APIException):
    """409."""

    status_code = 409
    default_code = "impossible"


class NothingSerializer(BodySerializer):
    """No body, or an empty one."""


class ImportViewSet(ResourceViewSet):
    described = {
        "list": "List imports: the newest first.",
        "retrieve": "Read an import: how many of its items are settled, and how.",
        "create": "Import documents: a text, an address, files (multipart) or JSON Lines; workers read them one by one.",
        "cancel": "Cancel an import: what is not read yet is held back and kept.",
        "resume": "Resume a cancelled import: workers go on with what was held back.",
        "retry": "Retry an import: what was refused or is dead is tried again, as far as its bytes were kept.",
    }
    queryset = Import.objects.with_counts()
    serializer_class = ImportSerializer
    newest_first = True
    versioned = False
    http_method_names = ["get", "head", "options", "post"]
    written: ClassVar[Mapping[str, Any]] = {"create": ORDERS} | dict.fromkeys(("cancel", "resume", "retry"), NothingSerializer)
    answers: ClassVar[Mapping[str, tuple[int, Any]]] = {
        "create": (202, ImportSerializer),
        "cancel": (200, ImportSerializer),
        "resume": (202, ImportSerializer),
        "retry": (202, ImportSerializer),
    }
    filters = (Parameter("status", Word(ImportStatus), "Where it stands.", any_of("status"), several=True, example="running"),)

    @classmethod
    def declared(cls, action: str) -> Sequence[Parameter]:
        return [] if action in cls.written else super().declared(action)

    def get_permissions(self) -> list[Any]:
        return [MayImport()] if self.action in self.written else list(super().get_permissions())

    def get_throttles(self) -> list[BaseThrottle]:
        return [WriteThrottle()] if self.action in self.written else super().get_throttles()

    def create(self, request: Request) -> HttpResponse:
        """Accept documents."""
        return order_import(request)

    def cancel(self, request: Request, id: UUID) -> HttpResponse:
        """Hold back what is not read yet."""
        return self._acted(request, id, lambda: cancel_import(id=id))

    def resume(self, request: Request, id: UUID) -> HttpResponse:
        """Go on."""
        return self._acted(request, id, lambda: resume_import(id=id))

    def retry(self, request: Request, id: UUID) -> HttpResponse:
        """Try again what failed."""
        return self._acted(request, id, lambda: retry_import(id=id))

    def _acted(self, request: Request, id: UUID, act: Callable[[], object]) -> HttpResponse:
        read_body(request, NothingSerializer)
        if not Import.objects.filter(pk=id).exists():
            raise Http404(NO_RECORD)
        try:
            act()
        except ValidationError as error:
            raise Impossible(error.messages[0]) from error
        return Response(shown(request, id), status=self.answers[self.action][0])


class SourceViewSet(ResourceViewSet):
    described = {
        "list": "List sources: where documents come from.",
        "retrieve": "Read a source: what it is, how its last poll went, and what came of its documents.",
    }
    queryset = Source.objects.with_counts()
    serializer_class = SourceSerializer
    filters = (Parameter("kind", Word(SourceKind), "What it is.", any_of("kind"), several=True, example="feed"),)


class ImportItemViewSet(WithinViewSet):
    described = {"list": "List the items of an import: each document and what became of it."}
    queryset = Delivery.objects.defer("content")
    serializer_class = ImportItemSerializer
    within = Import.objects.all()
    through = "batch"
    filters = (
        Parameter("status", Word(DeliveryState), "What became of it.", any_of("state"), several=True, example="refused,dead"),
    )
