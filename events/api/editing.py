"""Editing by the API: each write is a decision (events.services.decisions), with its reason, its author and its history.

`If-Match` must hold the ETag of the record as the client knows it: whoever decided on what is no longer so is told, not heard.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.functional import classproperty
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from events.api.addresses import address, host
from events.api.bodies import LONGEST_REASON, ReasonSerializer, read, read_body, refuse_others
from events.api.conditional import check_version
from events.api.finding import find
from events.api.keys import MayEdit
from events.api.kinds import Reason
from events.api.parameters import Parameter
from events.api.problems import Fault
from events.api.serializers.decisions import DecisionSerializer
from events.api.serializers.edits import JudgementSerializer, MergeSerializer
from events.api.throttling import WriteThrottle
from events.models import Decision, MeetingClaim
from events.services import decisions
from events.services.decisions import Actor
from events.services.writing import writing
from events.vocabulary import DecidedResource

REASON = Parameter("reason", Reason(LONGEST_REASON), "Why, in words.", example="No such meeting", needed=True)


def actor_of(request: Request) -> Actor:
    """Who decides."""
    account = None if request.auth is not None else request.user.pk
    return Actor(str(request.user.get_username())[:200], account)


CALLED = {"claim": "document", "claims": "documents", "id": ""}
"""Keys of the body, or the whole, by what services call them."""


def as_fault(error: ValidationError) -> Fault:
    """What a service refuses, by the key of the body."""
    if hasattr(error, "error_dict"):
        found = [(CALLED.get(field, field), text) for field, texts in error.message_dict.items() for text in texts]
    else:
        found = [("", text) for text in error.messages]
    return Fault([{"pointer": f"/{field}" if field else "", "detail": text} for field, text in found])


def told_by(meeting: Any, documents: Sequence[Any], pointer: str) -> list[Any]:
    """What the documents tell of the meeting, the claims' ids in their order. `Fault` names documents that do not."""
    told = MeetingClaim.objects.filter(meeting=meeting, document__in=documents).order_by("ordinal")
    found = dict(told.values_list("pk", "document_id"))
    if missing := set(documents) - set(found.values()):
        detail = f"They do not tell of this meeting: {', '.join(sorted(map(str, missing)))}."
        raise Fault([{"pointer": pointer, "detail": detail}])
    return list(found)


class EditableMixin:
    """Writes on a record with a published form."""

    resource: ClassVar[DecidedResource]
    written: ClassVar[Mapping[str, type[serializers.Serializer[Any]] | None]]

    @classmethod
    def declared(cls, action: str) -> Sequence[Parameter]:
        if action == "destroy":
            return [REASON]
        return [] if action in cls.written else super().declared(action)  # type: ignore[misc]

    @classproperty
    def answers(cls) -> Mapping[str, tuple[int, Any]]:
        decided = dict.fromkeys(cls.written, (201, DecisionSerializer))
        shown = dict.fromkeys(("partial_update", "unpin"), (200, cls.serializer_class))  # type: ignore[attr-defined]
        return decided | shown | {"destroy": (204, None)}

    def get_permissions(self: Any) -> list[Any]:
        return [MayEdit()] if self.action in self.written else super().get_permissions()  # type: ignore[misc]

    def get_throttles(self: Any) -> list[Any]:
        return [WriteThrottle()] if self.action in self.written else super().get_throttles()  # type: ignore[misc]

    def partial_update(self: Any, request: Request, id: Any) -> HttpResponse:
        """Pin the values of the body."""
        fields = dict.fromkeys(self.written["partial_update"]().fields)
        body = dict(request.data)
        refuse_others(body, fields, read_only=self.field_names())
        reason = read({"reason": body.pop("reason")} if "reason" in body else {}, ReasonSerializer)["reason"]
        if not body:
            pinnable = ", ".join(field for field in fields if field != "reason")
            raise Fault([{"pointer": "", "detail": f"Name at least one field to pin: {pinnable}."}])

        def pin(actor: Actor) -> Decision:
            made = [
                decisions.pin(resource=self.resource, id=id, field=field, value=value, reason=reason, actor=actor)
                for field, value in body.items()
            ]
            return made[-1]

        self._decide(request, id, pin)
        return self._read(request, id)

    def unpin(self: Any, request: Request, id: Any) -> HttpResponse:
        """Take back what is pinned of a field."""
        body = read_body(request, self.written["unpin"])
        self._decide(request, id, lambda actor: decisions.unpin(resource=self.resource, id=id, actor=actor, **body)[-1])
        return self._read(request, id)

    def destroy(self: Any, request: Request, id: Any) -> HttpResponse:
        """Take the record out."""
        reason = self.asked.get("reason", "")
        made = self._decide(
            request, id, lambda actor: decisions.delete(resource=self.resource, id=id, reason=reason, actor=actor)
        )
        return HttpResponse(status=204, headers={"Location": self._address_of(request, made)})

    def merge(self: Any, request: Request, id: Any) -> HttpResponse:
        """Say that another record is the same."""
        body = read_body(request, MergeSerializer)
        return self._decided(request, id, lambda actor: decisions.merge(resource=self.resource, id=id, actor=actor, **body))

    def judge(self: Any, request: Request, id: Any) -> HttpResponse:
        """Say whether another record is the same."""
        body = read_body(request, JudgementSerializer)
        return self._decided(request, id, lambda actor: decisions.judge(resource=self.resource, id=id, actor=actor, **body))

    def split(self: Any, request: Request, id: Any) -> HttpResponse:
        """Split off what is another's."""
        body = read_body(request, self.written["split"])
        reason = body["reason"]

        def split_off(actor: Actor) -> Decision:
            if self.resource == DecidedResource.MEETINGS:
                parts: list[Any] = told_by(id, body["documents"], "/documents")
            else:
                parts = [dict(spelling) for spelling in body["spellings"]]
            return decisions.split(resource=self.resource, id=id, parts=parts, reason=reason, actor=actor)

        return self._decided(request, id, split_off)

    def reject(self: Any, request: Request, id: Any) -> HttpResponse:
        """Say that something is misread."""
        body = read_body(request, self.written["reject"])

        def rejected(actor: Actor) -> Decision:
            claims = told_by(id, [body["document"]], "/document") if "document" in body else [None]
            return decisions.reject(resource=self.resource, id=id, claim=claims[0], reason=body["reason"], actor=actor)

        return self._decided(request, id, rejected)

    def _decide(self: Any, request: Request, id: Any, act: Callable[[Actor], Decision]) -> Decision:
        actor = actor_of(request)
        try:
            with writing(by=actor.name):
                check_version(request, id, find(self.published(), id, None, "version")[0])
                return act(actor)
        except ValidationError as error:
            raise as_fault(error) from None

    def _decided(self: Any, request: Request, id: Any, act: Callable[[Actor], Decision]) -> HttpResponse:
        made = self._decide(request, id, act)
        shown = DecisionSerializer(made, context=self.get_serializer_context()).data
        return Response(shown, status=201, headers={"Location": self._address_of(request, made)})

    def _address_of(self: Any, request: Request, made: Decision) -> str:
        return host(request) + address("decisions", made.pk)

    def _read(self: Any, request: Request, id: Any) -> HttpResponse:
        """The record as it is now."""
        version, body, *_ = find(self.published(), id, None, "version", "body")
        return self._answer(request, self._written([body])[0], self._tag_of_record(version), version=version)
