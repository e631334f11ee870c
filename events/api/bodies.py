"""What a body may hold: declared by a serializer, read strictly. Unknown and read-only keys are named, never ignored."""

from collections.abc import Collection
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.request import Request

from events.api.problems import Fault
from events.api.serializers.fields import SOME_WORD

LONGEST_REASON = 2_000
"""Characters."""


class BodySerializer(serializers.Serializer[Any]):
    """A body."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            refuse_others(data, self.fields.keys())
            self._refuse_numbers(data)
        return super().to_internal_value(data)

    def _refuse_numbers(self, data: dict[str, Any]) -> None:
        """DRF would take a number for a text or an id."""
        texts = (serializers.CharField, serializers.UUIDField)
        wrong = [
            name for name, field in self.fields.items() if isinstance(field, texts) and not isinstance(data.get(name), str | None)
        ]
        if wrong:
            raise serializers.ValidationError({name: ["A text is needed."] for name in wrong})


class BodySchema(OpenApiSerializerExtension):
    """In the OpenAPI document: no other keys; lists that may not be empty are not, and texts not blank; what PATCH needs."""

    target_class = BodySerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        schema: dict[str, Any] = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        for name, field in self.target.fields.items():
            if not getattr(field, "allow_empty", True):
                schema["properties"][name]["minItems"] = 1
            if getattr(field, "trim_whitespace", False) and not field.allow_blank:
                schema["properties"][name].setdefault("pattern", SOME_WORD)
        return schema | getattr(self.target, "needs", {}) | {"additionalProperties": False}


def refuse_others(body: dict[str, Any], known: Collection[str], read_only: Collection[str] = ()) -> None:
    """`Fault` when the body has keys that it may not have."""
    strangers = [key for key in body if key not in known]
    if strangers:
        there_are = f"There are {', '.join(known)}."
        raise Fault(
            [
                {
                    "pointer": f"/{key[:100]}",
                    "detail": "It is read-only." if key in read_only else f"There is no such key here. {there_are}",
                }
                for key in strangers
            ]
        )


def read_body(request: Request, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The validated body."""
    return read(request.data, serializer)


def read(body: Any, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """What the serializer makes of it; each fault by its place."""
    form = serializer(data=body)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


class FlagField(serializers.BooleanField):
    """true or false, and nothing that DRF would take for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class ReasonField(serializers.CharField):
    """Why it is decided."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_REASON, help_text="Why, in words; editors see it beside the decision.", **kwargs)


class ReasonSerializer(BodySerializer):
    """Why it is decided."""

    reason = ReasonField()
