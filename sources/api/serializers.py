"""The JSON of sources, imports and their items."""

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.api.addresses import address
from events.api.serializers.fields import AddressField, WordField
from events.vocabulary import DeliveryState, ImportStatus, SourceKind
from sources import pace

_FOLDERS = re.compile(r"(?<![\w.:/])/(?:[^\s/:,;()]+/)+(?=[^\s/])")
_SECRETS = re.compile(r"(?P<scheme>https?://)(?:[^\s/@]+@)?(?P<open>[^\s?#]*)(?:[?#][^\s:,;()]*)?")


class ShownField(serializers.CharField):
    """A text without what is nobody's business: folders of this machine, passwords and queries of addresses."""

    def to_representation(self, value: Any) -> str:
        return _FOLDERS.sub("", _SECRETS.sub(r"\g<scheme>\g<open>", super().to_representation(value)))


class ReasonSerializer(serializers.Serializer[Any]):
    """Why items of an import came to nothing."""

    status = WordField(DeliveryState)
    reason = ShownField()
    items = serializers.IntegerField(min_value=1, help_text="How many.")


class ImportSerializer(serializers.Serializer[Any]):
    """One order to import and how far it has come: `accepted` = `done` + `refused` + `dead` + `pending`."""

    id = serializers.UUIDField(source="pk")
    url = AddressField("imports")
    status = WordField(ImportStatus)
    accepted = serializers.IntegerField(min_value=0, help_text="Items whose bytes are stored.")
    done = serializers.IntegerField(min_value=0)
    dead = serializers.IntegerField(min_value=0, help_text="Failed three times.")
    pending = serializers.IntegerField(min_value=0, help_text="Waiting, being read, or held back since it was cancelled.")
    refused = serializers.IntegerField(min_value=0)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    rate = serializers.SerializerMethodField()
    remaining = serializers.SerializerMethodField()
    reasons = ReasonSerializer(many=True, help_text="Why items were refused or are dead: the most frequent reasons, at most 20.")
    items = serializers.SerializerMethodField()

    @extend_schema_field({"type": ["number", "null"], "description": "Items a second, over the last minute."})
    def get_rate(self, row: Any) -> float | None:
        """While it runs."""
        if row.status != ImportStatus.RUNNING:
            return None
        return pace.rate(recent=row.recent, started_at=row.started_at, now=timezone.now())

    @extend_schema_field({"type": ["integer", "null"], "description": "Seconds until all items are settled, at this rate."})
    def get_remaining(self, row: Any) -> int | None:
        """While it runs."""
        return pace.remaining(pending=row.pending, per_second=self.get_rate(row))

    def get_items(self, row: Any) -> str:
        """The address of its items."""
        return f"{address('imports', row.pk, self.context.get('host', ''))}items/"


class SourceSerializer(serializers.Serializer[Any]):
    """Where documents come from, and how its last poll went. `accepted` = `done` + `refused` + `dead` + `pending`."""

    id = serializers.UUIDField(source="pk")
    url = AddressField("sources")
    name = serializers.CharField()
    kind = WordField(SourceKind)
    address = serializers.SerializerMethodField()
    publisher = serializers.CharField(allow_null=True, help_text="Of documents that name none.")
    language = serializers.CharField(allow_null=True, help_text="Of documents that tell none.")
    primary = serializers.BooleanField(source="is_primary", help_text="A party to what it reports.")
    paused = serializers.BooleanField()
    interval = serializers.IntegerField(min_value=1, help_text="Minutes from one poll to the next.")
    polled_at = serializers.DateTimeField(allow_null=True)
    next_poll_at = serializers.DateTimeField(allow_null=True, help_text="At once where it is null and the source is polled.")
    outcome = ShownField(allow_null=True, help_text="Of the last poll.")
    failures = serializers.IntegerField(min_value=0, help_text="Polls that failed, one after the other.")
    accepted = serializers.IntegerField(min_value=0, help_text="Documents whose bytes are stored.")
    done = serializers.IntegerField(min_value=0)
    dead = serializers.IntegerField(min_value=0)
    pending = serializers.IntegerField(min_value=0)
    refused = serializers.IntegerField(min_value=0)

    @extend_schema_field({"type": ["string", "null"], "description": "Without what may be secret: its query, and folders."})
    def get_address(self, row: Any) -> str | None:
        """Where it is polled."""
        if not row.address or row.kind == SourceKind.FOLDER:
            return None
        parts = urlsplit(row.address)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")) if parts.netloc else None


class ImportItemSerializer(serializers.Serializer[Any]):
    """One document of an import and what became of it."""

    id = serializers.UUIDField(source="pk")
    name = ShownField(help_text="The file's name or path within what was imported, or the line's place.")
    external_id = serializers.CharField()
    status = WordField(DeliveryState, source="state")
    reason = ShownField(allow_null=True, help_text="Why it was refused or is dead.")
    attempts = serializers.IntegerField(min_value=0)
    document = serializers.UUIDField(source="document_id", allow_null=True)
    received_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)
