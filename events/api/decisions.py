"""What people decided about records, and taking it back."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from events.api.addresses import host
from events.api.bodies import read_body
from events.api.conditional import check_version, record_tag, tagged
from events.api.editing import actor_of, as_fault
from events.api.filters import AN_ID, any_of
from events.api.finding import NO_RECORD
from events.api.keys import MayEdit
from events.api.kinds import Flag, Id, Text, Word
from events.api.parameters import Parameter
from events.api.reading import ResourceViewSet
from events.api.serializers.decisions import DecisionSerializer
from events.api.serializers.edits import RevocationSerializer
from events.api.throttling import WriteThrottle
from events.models import Decision
from events.services import decisions
from events.services.writing import writing
from events.vocabulary import DecidedResource, DecisionKind


class DecisionViewSet(ResourceViewSet):
    described = {
        "list": "List decisions: what people decided, the newest first. For editors.",
        "retrieve": "Read a decision: who, when, why, and whether it stands. For editors.",
        "revoke": "Revoke a decision: the record is as if it had never been made.",
    }
    queryset = Decision.objects.all()
    serializer_class = DecisionSerializer
    permission_classes = [MayEdit]
    http_method_names = ["get", "head", "options", "post"]
    newest_first = True
    written: ClassVar[Mapping[str, Any]] = {"revoke": RevocationSerializer}
    answers: ClassVar[Mapping[str, tuple[int, Any]]] = {"revoke": (200, DecisionSerializer)}
    filters = (
        Parameter(
            "resource", Word(DecidedResource), "About which kind of record.", any_of("resource"), several=True, example="meetings"
        ),
        Parameter("target", Id(), "About these records.", any_of("target"), several=True, example=AN_ID),
        Parameter("kind", Word(DecisionKind), "Of these kinds.", any_of("kind"), several=True, example="pin"),
        Parameter("actor", Text(), "By these people or keys.", any_of("actor"), several=True, example="editor"),
        Parameter(
            "standing",
            Flag(),
            "Whether nobody has revoked it.",
            lambda rows, standing: rows.filter(revoked_at__isnull=standing),
            example=True,
        ),
    )

    @classmethod
    def declared(cls, action: str) -> Sequence[Parameter]:
        return [] if action in cls.written else super().declared(action)

    def get_throttles(self) -> list[Any]:
        return [WriteThrottle()] if self.action in self.written else super().get_throttles()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self._find(self.queryset)
        return tagged(Response(self._show([row])[0]), self._tag(row))

    def revoke(self, request: Request, id: Any) -> HttpResponse:
        """Take it back."""
        body = read_body(request, RevocationSerializer)
        actor = actor_of(request)
        try:
            with writing(by=actor.name):
                check_version(request, id, self._version(self._find(self.queryset)))
                row = decisions.revoke(decision=id, reason=body["reason"], actor=actor)
        except ValidationError as error:
            raise as_fault(error) from None
        return tagged(Response(DecisionSerializer(row, context=self.get_serializer_context()).data), self._tag(row))

    def _find(self, rows: QuerySet[Decision] | None) -> Decision:
        row = rows.filter(pk=self.kwargs["id"]).first() if rows is not None else None
        if row is None:
            raise Http404(NO_RECORD)
        return row

    def _version(self, row: Decision) -> int:
        """1 while it stands, 2 once it is revoked: nothing else of it can change."""
        return 1 if row.revoked_at is None else 2

    def _tag(self, row: Decision) -> str:
        return record_tag(row.pk, self._version(row), host(self.request), str(self.asked.pairs if hasattr(self, "asked") else []))
