"""Meetings and the evidence behind them."""

from typing import Any

from rest_framework import serializers

from events.api.serializers.fields import (
    AddressField,
    AnyField,
    CountryCodeField,
    OrganizationSlugField,
    PartialDateField,
    PersonReferenceSerializer,
    RecordSerializer,
    ShareField,
    WordField,
    WrittenPartialDateField,
)
from events.api.words import EvidenceField, EvidenceTarget
from events.vocabulary import Capacity, Flag, Level, Mode, Portfolio, Shape, Status


class StatusStepSerializer(serializers.Serializer):
    """A change of status and the document that first told of it."""

    status = WordField(Status)
    reported = WrittenPartialDateField(allow_null=True, help_text="When the document was published; null where it does not tell.")
    document = serializers.UUIDField()


class ParticipantSerializer(serializers.Serializer):
    """A person who took part."""

    person = PersonReferenceSerializer()
    country = CountryCodeField(source="country_id", allow_null=True)
    organization = OrganizationSlugField(source="organization_id", allow_null=True)
    office = serializers.CharField(allow_null=True, help_text="As the documents state it.")
    capacity = WordField(Capacity)
    flags = serializers.ListField(child=WordField(Flag), help_text="What a reader should know before relying on it.")


class ConflictSerializer(serializers.Serializer):
    """A value that lost against the one shown."""

    field = serializers.CharField()
    value = AnyField()
    documents = serializers.ListField(child=serializers.UUIDField(), help_text="Which tell it so.")


class MeetingSerializer(RecordSerializer):
    """An encounter, visit with talks or call between representatives of countries or international organizations."""

    id = serializers.UUIDField(source="pk")
    url = AddressField("meetings")
    title = serializers.CharField()
    status = WordField(Status)
    status_history = StatusStepSerializer(many=True)
    mode = WordField(Mode, allow_null=True)
    shape = WordField(Shape, help_text="How many parties met.")
    start_date = PartialDateField("start")
    end_date = PartialDateField("end", help_text="Null where it took one day or nobody tells.")
    city = serializers.CharField(allow_null=True)
    country = CountryCodeField(source="country_id", allow_null=True, help_text="Of the venue.")
    level = WordField(Level, allow_null=True, help_text="The highest rank represented.")
    portfolios = serializers.ListField(child=WordField(Portfolio))
    parties = serializers.ListField(child=CountryCodeField(), help_text="The countries represented, sorted.")
    organizations = serializers.ListField(child=OrganizationSlugField(), help_text="Represented as parties, sorted.")
    participants = ParticipantSerializer(source="participations", many=True, help_text="By country, organization and name.")
    conflicts = ConflictSerializer(many=True)
    confidence = ShareField()
    document_count = serializers.IntegerField(min_value=0)
    statement_count = serializers.IntegerField(min_value=0)


class EvidenceTargetSerializer(serializers.Serializer):
    """What the words prove a field of."""

    type = WordField(EvidenceTarget)
    id = serializers.UUIDField()

    def to_representation(self, row: Any) -> dict[str, Any]:
        if row.statement_id:
            return {"type": EvidenceTarget.STATEMENT, "id": str(row.statement_id)}
        if row.participation_id:
            return {"type": EvidenceTarget.PARTICIPATION, "id": str(row.participation_id)}
        return {"type": EvidenceTarget.MEETING, "id": str(row.claim.meeting_id)}


class EvidenceSerializer(serializers.Serializer):
    """The words of a document behind one value of one field. `quote` is its text from `start` to `end`, letter by letter."""

    id = serializers.UUIDField(source="pk")
    document = serializers.UUIDField(source="document_id")
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
        return row.start + len(row.words)
