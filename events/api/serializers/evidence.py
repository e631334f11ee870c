"""The evidence behind the record."""

from typing import Any

from rest_framework import serializers

from events.api.serializers.documents import DocumentSerializer
from events.api.serializers.fields import AnyField, ExpandableIdField, ShareField, WordField
from events.api.words import EvidenceField, EvidenceTarget


class EvidenceTargetSerializer(serializers.Serializer[Any]):
    """What the words prove a field of."""

    type = WordField(EvidenceTarget)
    id = serializers.UUIDField()

    def to_representation(self, row: Any) -> dict[str, Any]:
        if row.statement_id:
            return {"type": EvidenceTarget.STATEMENT, "id": str(row.statement_id)}
        if row.participation_id:
            return {"type": EvidenceTarget.PARTICIPATION, "id": str(row.participation_id)}
        return {"type": EvidenceTarget.MEETING, "id": str(row.claim.meeting_id)}


class EvidenceSerializer(serializers.Serializer[Any]):
    """The words of a document behind one value of one field. `quote` is its text from `start` to `end`, letter by letter."""

    id = serializers.UUIDField(source="pk")
    document = ExpandableIdField(DocumentSerializer, source="document_id")
    target = EvidenceTargetSerializer(source="*")
    field = WordField(EvidenceField)
    value = AnyField(help_text="The value read there.")
    start = serializers.IntegerField(min_value=0, help_text="First code point.")
    end = serializers.SerializerMethodField()
    quote = serializers.CharField(source="words", help_text="At most 500 code points.")
    extractor = serializers.CharField(help_text="The version that read it.")
    confidence = ShareField()

    def get_end(self, row: Any) -> int:
        """One past the last code point."""
        return int(row.start + len(row.words))
