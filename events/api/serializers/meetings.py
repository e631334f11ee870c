"""Meetings."""

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
from events.vocabulary import Capacity, Flag, Level, Mode, Portfolio, Shape, Status


class StatusStepSerializer(serializers.Serializer[Any]):
    """A change of status and the document that first told of it."""

    status = WordField(Status)
    reported = WrittenPartialDateField(allow_null=True, help_text="When the document was published; null where it does not tell.")
    document = serializers.UUIDField()


class ParticipantSerializer(serializers.Serializer[Any]):
    """A person who took part."""

    person = PersonReferenceSerializer()
    country = CountryCodeField(source="country_id", allow_null=True)
    organization = OrganizationSlugField(source="organization_id", allow_null=True)
    office = serializers.CharField(allow_null=True, help_text="As the documents state it.")
    capacity = WordField(Capacity)
    flags = serializers.ListField(child=WordField(Flag), help_text="What a reader should know before relying on it.")


class ConflictSerializer(serializers.Serializer[Any]):
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
