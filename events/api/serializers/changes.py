"""The life of the record: its changes, and its former versions."""

from typing import Any

from rest_framework import serializers

from events.api.serializers.fields import AnyField, InstantField, RecordSerializer, WordField
from events.api.words import Resource
from events.vocabulary import ChangeKind


class ChangeSerializer(serializers.Serializer[Any]):
    """What became of a record. Changes come in the order of their positions, and none is ever added before one that was seen."""

    position = serializers.IntegerField(min_value=0, help_text="Where it stands in the feed; also for `as_of`.")
    resource = WordField(Resource)
    id = serializers.CharField(source="record")
    kind = WordField(ChangeKind)
    into = serializers.CharField(allow_null=True, help_text="The survivor, where it was merged.")
    at = InstantField()
    by = serializers.CharField(allow_null=True, help_text="Whose decision it was; null where documents tell it.")

    def get_fields(self) -> dict[str, Any]:
        """`fields` is a word of serializers and cannot be declared above."""
        declared = super().get_fields()
        values = serializers.ListField(child=AnyField(), min_length=2, max_length=2)
        note = "What differs: the values before and after, by name. Empty where the record was merged or deleted."
        last = {name: declared.pop(name) for name in ("at", "by")}
        return declared | {"fields": serializers.DictField(child=values, help_text=note)} | last


class VersionSerializer(serializers.Serializer[Any]):
    """A version of a record."""

    version = serializers.IntegerField(min_value=1)
    position = serializers.IntegerField(min_value=0, help_text="Of the change that made it; also for `as_of`.")
    kind = WordField(ChangeKind)
    into = serializers.CharField(allow_null=True, help_text="The survivor, where the record was merged.")
    at = InstantField()
    by = serializers.CharField(allow_null=True, help_text="Whose decision it was; null where documents tell it.")


def version_of(whole: type[RecordSerializer]) -> type[VersionSerializer]:
    """The versions of one resource: "MeetingVersion", with the meeting as it was."""
    name = whole.__name__.removesuffix("Serializer")
    record = whole(allow_null=True, help_text="As it was; null since it was merged or deleted.")
    doc = f"A version of a record of the kind {name}."
    return type(f"{name}VersionSerializer", (VersionSerializer,), {"record": record, "__doc__": doc})
