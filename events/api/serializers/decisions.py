"""Decisions."""

from typing import Any

from rest_framework import serializers

from events.api.serializers.fields import AddressField, InstantField, WordField
from events.models import Decision
from events.vocabulary import DecidedResource, DecisionKind


class DecisionSerializer(serializers.Serializer[Any]):
    """What somebody decided about a record, and whether it still stands."""

    id = serializers.UUIDField(source="pk")
    url = AddressField("decisions")
    kind = WordField(DecisionKind)
    resource = WordField(DecidedResource)
    target = serializers.UUIDField(help_text="The record's id when it was decided.")
    details = serializers.SerializerMethodField()
    reason = serializers.CharField()
    actor = serializers.CharField(help_text="Who decided.")
    at = InstantField()
    revoked_at = InstantField(allow_null=True, help_text="Null while it stands.")
    revoked_actor = serializers.CharField(allow_null=True)
    revoked_reason = serializers.CharField(allow_null=True)

    def get_details(self, decision: Decision) -> dict[str, Any]:
        """The pinned `field` and `value`, or the `other` record; empty where there is nothing more to say."""
        return {name: _plain(value) for name, value in decision.payload.items() if name in ("field", "value", "other", "same")}


def _plain(value: Any) -> Any:
    """Without the anchors, which are for the machine."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items() if name != "anchor"}
    return value
