"""Kinds of values that the resources share."""

from datetime import UTC
from enum import StrEnum
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.api.addresses import address
from events.api.words import reference
from events.partial_dates import display

PARTIAL_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
SOME_WORD = r"[^\s\u001c-\u001f\u0085]"
"""The pattern of text that is not blank: what Python strips is more than `\\s` is to JSON Schema."""
PARTIAL_DATE_EXAMPLES = ["2023-04-25", "2023-04", "2023"]

LONGEST_QUOTATION = 500
"""Code points of a document that the public API shows at once."""


@extend_schema_field({"type": "string", "pattern": PARTIAL_DATE, "examples": PARTIAL_DATE_EXAMPLES})
class PartialDateField(serializers.Field[Any, Any, Any, Any]):
    """A day, month or year as precise as somebody wrote it; null where nobody did."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(source="*", allow_null=True, **kwargs)

    def to_representation(self, record: Any) -> str | None:
        return display(getattr(record, f"{self.prefix}_earliest"), getattr(record, f"{self.prefix}_latest"))


@extend_schema_field({"type": "string", "pattern": PARTIAL_DATE, "examples": PARTIAL_DATE_EXAMPLES})
class WrittenPartialDateField(serializers.CharField):
    """A partial date that is stored in the API's own form."""


class WordField(serializers.Field[Any, Any, Any, Any]):
    """A word of the vocabulary. Clients must expect words that are not listed yet."""

    def __init__(self, words: type[StrEnum], **kwargs: Any) -> None:
        self.words = words
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> str:
        return str(value)


class WordFieldSchema(OpenApiSerializerFieldExtension):
    """The named set of words: open-ended in answers, and no others in what is sent."""

    target_class = WordField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        if direction == "request":
            return reference(self.target.words)
        return {"anyOf": [reference(self.target.words), {"type": "string"}]}


class ExpandableIdField(serializers.UUIDField):
    """An id, or with `expand` the whole record in its place."""

    def __init__(self, whole: type[serializers.Serializer[Any]], **kwargs: Any) -> None:
        self.whole = whole
        super().__init__(**kwargs)


class ExpandableIdFieldSchema(OpenApiSerializerFieldExtension):
    """Both forms."""

    target_class = ExpandableIdField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        whole = auto_schema.resolve_serializer(self.target.whole(), "response").ref
        return {"anyOf": [{"type": "string", "format": "uuid"}, whole]}


@extend_schema_field({"type": "number", "format": "double", "minimum": 0, "maximum": 1, "examples": [0.93]})
class ShareField(serializers.FloatField):
    """0 to 1, two decimals."""

    def to_representation(self, value: float) -> float:  # type: ignore[override]
        return round(float(value), 2)


@extend_schema_field({"type": "string", "format": "uri"})
class AddressField(serializers.Field[Any, Any, Any, Any]):
    """The record's own address."""

    def __init__(self, resource: str, **kwargs: Any) -> None:
        self.resource = resource
        super().__init__(source="pk", help_text="Its own address.", **kwargs)

    def to_representation(self, key: Any) -> str:
        return address(self.resource, key, self.context.get("host", ""))


@extend_schema_field({"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["TR"]})
class CountryCodeField(serializers.CharField):
    """ISO 3166-1 alpha-2."""


@extend_schema_field({"type": "string", "pattern": "^[a-z0-9-]+$", "examples": ["arab-league"]})
class OrganizationSlugField(serializers.CharField):
    """The organization's slug."""


@extend_schema_field({})
class AnyField(serializers.Field[Any, Any, Any, Any]):
    """Any JSON."""

    def to_representation(self, value: Any) -> Any:
        return value


class InstantField(serializers.DateTimeField):
    """In UTC: to look for the current time zone takes longer than to write the instant."""

    def __init__(self, **options: Any) -> None:
        super().__init__(default_timezone=UTC, **options)


class RecordSerializer(serializers.Serializer[Any]):
    """What all public records end with."""

    created_at = InstantField()
    updated_at = InstantField()
    version = serializers.IntegerField(min_value=1, help_text="Counts the record's changes.")

    def get_fields(self) -> dict[str, Any]:
        """The record's own fields first."""
        fields = super().get_fields()
        for name in ("created_at", "updated_at", "version"):
            fields[name] = fields.pop(name)
        return fields


class PersonReferenceSerializer(serializers.Serializer[Any]):
    """A person in short."""

    id = serializers.UUIDField()
    name = serializers.CharField()
