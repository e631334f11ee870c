"""What editors send: the bodies of writes."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from events.api.bodies import BodySerializer, FlagField, ReasonField, ReasonSerializer
from events.services.pins import LONGEST, PINNABLE, WIKIDATA
from events.vocabulary import DecidedResource


class RevocationSerializer(ReasonSerializer):
    """Why a decision is taken back."""


class MergeSerializer(BodySerializer):
    """Which other record is the same."""

    other = serializers.UUIDField(help_text="The id of the record that is absorbed.")
    reason = ReasonField()


class JudgementSerializer(BodySerializer):
    """Whether another record is the same."""

    other = serializers.UUIDField(help_text="The id of the other record.")
    same = FlagField(help_text="Merge the two, the elder staying; or keep them apart, whatever documents tell.")
    reason = ReasonField()


class MeetingSplitSerializer(BodySerializer):
    """Whose telling is of another meeting."""

    documents = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=100, help_text="What these documents tell is split off."
    )
    reason = ReasonField()


class SpellingSerializer(BodySerializer):
    """A name as documents write it, with whom they have its bearer act for."""

    name = serializers.CharField(max_length=200)
    country = serializers.CharField(max_length=2, allow_null=True, default=None)
    organization = serializers.CharField(max_length=60, allow_null=True, default=None)


class PersonSplitSerializer(BodySerializer):
    """Which spellings are another person's."""

    spellings = SpellingSerializer(many=True, allow_empty=False)
    reason = ReasonField()


class TellingRejectionSerializer(BodySerializer):
    """Whose telling of the meeting is misread."""

    document = serializers.UUIDField(help_text="The document that tells of no such meeting.")
    reason = ReasonField()


class RejectionSerializer(ReasonSerializer):
    """That a statement is misread: it is of one document, so there is nothing to choose."""


def _text(field: str) -> Callable[[Any], Any]:
    return lambda shown: serializers.CharField(
        max_length=LONGEST[field], allow_null=shown.allow_null and field != "institution", help_text=shown.help_text
    )


SENT: dict[str, Callable[[Any], Any]] = {field: _text(field) for field in LONGEST} | {
    "speaker": lambda _: serializers.UUIDField(),
    "meeting": lambda _: serializers.UUIDField(allow_null=True),
    "wikidata": lambda _: serializers.RegexField(f"^{WIKIDATA}$", allow_null=True),
}
"""Fields that are sent in another form than they are shown in: as an id, or no longer than is kept."""


def patch_serializer(name: str, resource: DecidedResource, shown: type[serializers.Serializer[Any]]) -> type[Any]:
    """What PATCH takes: the fields of the record that can be pinned, most in the form in which they are shown."""

    def get_fields(self: Any) -> dict[str, Any]:
        own = shown().get_fields()
        pinned = {field: own[field] for field in PINNABLE[resource] if field in own and field != "participants"}
        pinned = {field: SENT[field](form) if field in SENT else form for field, form in pinned.items()}
        for each in pinned.values():
            each.required = False
        return pinned | {"reason": ReasonField()}

    about = "Values to pin: they are shown whatever documents tell, until the decision is revoked."
    # A reason, and something to pin.
    needs = {"required": ["reason"], "minProperties": 2}
    return type(name, (BodySerializer,), {"get_fields": get_fields, "needs": needs, "__doc__": about})


class PinnableField(serializers.ChoiceField):
    """A field that can be pinned, by its name."""

    def __init__(self, resource: DecidedResource, **kwargs: Any) -> None:
        super().__init__(choices=list(PINNABLE[resource]), **kwargs)
        self.words = f"Pinnable{resource.removesuffix('s').title()}Field"


class PinnableFieldSchema(OpenApiSerializerFieldExtension):
    """In the OpenAPI document: named once, as all sets of words."""

    target_class = PinnableField

    def get_name(self) -> str:
        words: str = self.target.words
        return words

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.target.choices), "description": "What can be pinned. More may be added."}


def unpin_serializer(name: str, resource: DecidedResource) -> type[Any]:
    """What unpinning takes: a field that can be pinned."""
    field = PinnableField(resource, help_text="All pins of it are revoked.")
    about = "Which field documents tell again."
    return type(name, (BodySerializer,), {"field": field, "reason": ReasonField(), "__doc__": about})
