"""How many meetings there are: by year with a counterpart, by month, level, mode or pair."""

from typing import Any

from rest_framework import serializers

from events.api.serializers.fields import (
    CountryCodeField,
    OrganizationSlugField,
    PersonReferenceSerializer,
    WordField,
)
from events.vocabulary import Level, Mode, Portfolio, Shape, Status


class YearCountSerializer(serializers.Serializer[Any]):
    """How many meetings began in a year."""

    year = serializers.IntegerField(allow_null=True, help_text="Null: those of which nobody tells when they began.")
    meeting_count = serializers.IntegerField(min_value=1)


class CounterpartSerializer(serializers.Serializer[Any]):
    """Whom a country met: another country or an organization, and how often."""

    country = CountryCodeField(allow_null=True)
    organization = OrganizationSlugField(allow_null=True)
    meeting_count = serializers.IntegerField(min_value=1)
    years = YearCountSerializer(many=True, help_text="In the order of years.")


class PersonCounterpartSerializer(serializers.Serializer[Any]):
    """Whom a person met, and how often."""

    person = PersonReferenceSerializer()
    country = CountryCodeField(allow_null=True, help_text="For which this person acts.")
    meeting_count = serializers.IntegerField(min_value=1)
    years = YearCountSerializer(many=True, help_text="In the order of years.")


class StatSerializer(serializers.Serializer[Any]):
    """How many meetings there are of one combination of what they are counted by. Only these fields are there."""

    month = serializers.CharField(
        allow_null=True, required=False, help_text="In which they began; null where only less is known."
    )
    year = serializers.IntegerField(allow_null=True, required=False, help_text="In which they began.")
    status = WordField(Status, required=False)
    mode = WordField(Mode, allow_null=True, required=False)
    level = WordField(Level, allow_null=True, required=False)
    shape = WordField(Shape, required=False)
    country = CountryCodeField(allow_null=True, required=False, help_text="Of the venue.")
    portfolio = WordField(Portfolio, required=False)
    party = CountryCodeField(required=False)
    organization = OrganizationSlugField(required=False)
    pair = serializers.ListField(
        child=serializers.CharField(), min_length=2, max_length=2, required=False,
        help_text="Two countries or organizations that both were there.",
    )  # fmt: skip
    meeting_count = serializers.IntegerField(min_value=1)
