"""Countries, organizations and persons."""

from typing import Any

from rest_framework import serializers

from events.api.serializers.fields import (
    AddressField,
    CountryCodeField,
    OrganizationSlugField,
    PartialDateField,
    RecordSerializer,
)


class NameSerializer(serializers.Serializer[Any]):
    """A name in a language."""

    name = serializers.CharField()
    language = serializers.CharField(allow_null=True, help_text="BCP 47; null where it is not known.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        # Countries and organizations hold their names as JSON, persons as rows.
        if isinstance(instance, dict):
            return {"name": instance["name"], "language": instance.get("language")}
        return {"name": instance.name, "language": instance.language}


class CountrySerializer(RecordSerializer):
    """A country or territory of ISO 3166-1 (and Kosovo, XK)."""

    id = CountryCodeField(source="pk", help_text="ISO 3166-1 alpha-2.")
    url = AddressField("countries")
    alpha3 = serializers.CharField(help_text="ISO 3166-1 alpha-3.")
    numeric = serializers.CharField(allow_null=True, help_text="ISO 3166-1 numeric, three digits.")
    name = serializers.CharField(help_text="The usual English name.")
    names = NameSerializer(many=True)
    demonyms = serializers.ListField(child=serializers.CharField())
    capital = serializers.CharField(allow_null=True)
    seats = serializers.ListField(child=serializers.CharField(), help_text='Places that stand for it, as in "Ankara says".')
    wikidata = serializers.CharField(allow_null=True)


class OrganizationSerializer(RecordSerializer):
    """An international organization that can be a party to a meeting."""

    id = OrganizationSlugField(source="pk")
    url = AddressField("organizations")
    short = serializers.CharField(help_text="The usual short form.")
    name = serializers.CharField(help_text="The usual English name.")
    names = NameSerializer(many=True)
    seats = serializers.ListField(child=serializers.CharField(), help_text="Places that stand for it.")
    members = serializers.SerializerMethodField()
    wikidata = serializers.CharField(allow_null=True)

    def get_members(self, organization: Any) -> list[str]:
        """Codes of the member countries."""
        return sorted(country.pk for country in organization.members.all())


class OfficeHeldSerializer(serializers.Serializer[Any]):
    """An office that somebody held."""

    title = serializers.CharField(source="office.title")
    country = CountryCodeField(source="office.country_id", allow_null=True)
    organization = OrganizationSlugField(source="office.organization_id", allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python and cannot be declared above."""
        since = PartialDateField("from", help_text="Null where it is not known.")
        until = PartialDateField("to", help_text="Null where it is not known, or the office still held.")
        return super().get_fields() | {"from": since, "to": until}


class PersonSerializer(RecordSerializer):
    """Somebody who acts for a country or organization."""

    id = serializers.UUIDField(source="pk")
    url = AddressField("persons")
    name = serializers.CharField(help_text="The fullest usual form, without titles.")
    names = NameSerializer(many=True, help_text="All spellings.")
    country = CountryCodeField(source="country_id", allow_null=True)
    organization = OrganizationSlugField(source="organization_id", allow_null=True)
    offices = OfficeHeldSerializer(source="tenures", many=True)
    wikidata = serializers.CharField(allow_null=True)
    meeting_count = serializers.IntegerField(min_value=0)
    statement_count = serializers.IntegerField(min_value=0)
