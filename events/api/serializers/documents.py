"""Documents."""

from typing import Any

from rest_framework import serializers

from events.api.serializers.fields import AddressField, InstantField, RecordSerializer, WordField
from events.vocabulary import DocumentStatus


class DocumentSerializer(RecordSerializer):
    """An article, readout or structured row. A changed text under the same `external_id` is a new document."""

    id = serializers.UUIDField(source="pk")
    url = AddressField("documents")
    external_id = serializers.CharField(help_text="The id that its source gave it.")
    source_url = serializers.CharField(allow_null=True)
    title = serializers.CharField(allow_null=True)
    publisher = serializers.CharField(allow_null=True)
    published = serializers.DateField(allow_null=True, help_text="The day of publication.")
    language = serializers.CharField(allow_null=True, help_text="BCP 47.")
    retrieved_at = InstantField()
    sha256 = serializers.CharField(help_text="Of the bytes as delivered, in hexadecimal digits.")
    duplicate_of = serializers.UUIDField(source="duplicate_of_id", allow_null=True, help_text="The first of its near-duplicates.")
    status = WordField(DocumentStatus, help_text="`unread`: in a language that is not read.")
    reason = serializers.CharField(allow_null=True, help_text="Why it was kept unread or refused.")
    meetings = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    def get_meetings(self, document: Any) -> list[str]:
        """Ids of the meetings that it tells of."""
        return list(dict.fromkeys(str(claim.meeting_id) for claim in document.current_claims))

    def get_text(self, document: Any) -> str | None:
        """The fixed text; null where it may not be shown."""
        return document.text if self.context.get("full_text") else None
