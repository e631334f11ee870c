"""The JSON of imports and their items."""

from typing import Any

from rest_framework import serializers

from events.api.addresses import ROOT, address
from events.api.serializers.fields import AddressField, WordField
from events.vocabulary import DeliveryState, ImportStatus


class ImportSerializer(serializers.Serializer[Any]):
    """One order to import and how far it has come: `accepted` = `done` + `refused` + `dead` + `pending`."""

    id = serializers.UUIDField(source="pk")
    url = AddressField("imports")
    status = WordField(ImportStatus)
    accepted = serializers.IntegerField(min_value=0, help_text="Items whose bytes are stored.")
    done = serializers.IntegerField(min_value=0)
    dead = serializers.IntegerField(min_value=0, help_text="Failed three times.")
    pending = serializers.IntegerField(min_value=0, help_text="Waiting or being read.")
    refused = serializers.IntegerField(min_value=0)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    items = serializers.SerializerMethodField()

    def get_items(self, row: Any) -> str:
        """The address of its items."""
        return f"{address('imports', row.pk, self.context.get('base', ROOT))}items/"


class ImportItemSerializer(serializers.Serializer[Any]):
    """One document of an import and what became of it."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField(help_text="The file's path or the line's place.")
    external_id = serializers.CharField()
    status = WordField(DeliveryState, source="state")
    reason = serializers.CharField(allow_null=True, help_text="Why it was refused or is dead.")
    attempts = serializers.IntegerField(min_value=0)
    document = serializers.UUIDField(source="document_id", allow_null=True)
    received_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
