"""Snapshots."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.api.addresses import address
from events.api.serializers.fields import AddressField, InstantField


class SnapshotFileSerializer(serializers.Serializer[Any]):
    """A file of a snapshot. It never changes."""

    name = serializers.CharField()
    url = serializers.CharField()
    media_type = serializers.CharField()
    bytes = serializers.IntegerField(min_value=0)
    sha256 = serializers.CharField(help_text="Of the file as it is downloaded, in hexadecimal digits.")
    lines = serializers.IntegerField(min_value=0, help_text="Once it is unpacked.")


class SnapshotSerializer(serializers.Serializer[Any]):
    """The whole record of one moment as files."""

    name = serializers.CharField(source="pk", help_text="The day and the position; it never names another one.")
    url = AddressField("snapshots")
    position = serializers.IntegerField(min_value=0, help_text="The last change that it holds: go on with `changes/?since=…`.")
    created_at = InstantField()
    counts = serializers.DictField(child=serializers.IntegerField(min_value=0), help_text="Records of each resource.")
    files = serializers.SerializerMethodField()
    citation = serializers.SerializerMethodField()

    @extend_schema_field(SnapshotFileSerializer(many=True))
    def get_files(self, snapshot: Any) -> list[dict[str, Any]]:
        own = self._address(snapshot)
        files = [file | {"url": f"{own}files/{file['name']}/"} for file in snapshot.files]
        return list(SnapshotFileSerializer(files, many=True).data)

    def get_citation(self, snapshot: Any) -> str:
        """A sentence to cite it by."""
        counted = ", ".join(f"{number:,} {resource}" for resource, number in snapshot.counts.items() if resource in CITED)
        day = f"{snapshot.created_at.day} {snapshot.created_at:%B %Y}"
        return f"Chancery: structured diplomatic events. Snapshot {snapshot.pk} of {day} ({counted}). {self._address(snapshot)}"

    def _address(self, snapshot: Any) -> str:
        return address("snapshots", snapshot.pk, self.context.get("host", ""))


CITED = ("meetings", "statements", "persons", "documents")
