"""Statements."""

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework import serializers

from events.api.serializers.documents import DocumentSerializer
from events.api.serializers.fields import (
    LONGEST_QUOTATION,
    AddressField,
    CountryCodeField,
    ExpandableIdField,
    OrganizationSlugField,
    PartialDateField,
    PersonReferenceSerializer,
    RecordSerializer,
    ShareField,
    WordField,
)
from events.api.serializers.meetings import MeetingSerializer
from events.vocabulary import StatementKind


class StatementSerializer(RecordSerializer):
    """Speech with a source, as one document tells it. Either `speaker` or `institution` is set.

    `text` is the document's text from `start` to `end`, letter by letter. The public sees at most the first 500 code points
    of a longer one: `text` and `end` then stop there, and so do `quotes`.
    """

    id = serializers.UUIDField(source="pk")
    url = AddressField("statements")
    speaker = PersonReferenceSerializer(allow_null=True)
    institution = serializers.CharField(allow_null=True, help_text="The speaker, where no person speaks.")
    office = serializers.CharField(allow_null=True, help_text="As the document states it.")
    country = CountryCodeField(source="country_id", allow_null=True, help_text="On whose behalf.")
    organization = OrganizationSlugField(source="organization_id", allow_null=True, help_text="On whose behalf.")
    kind = WordField(StatementKind)
    text = serializers.SerializerMethodField()
    quotes = serializers.SerializerMethodField()
    day = PartialDateField("day", help_text="When it was said.")
    meeting = ExpandableIdField(MeetingSerializer, source="meeting_id", allow_null=True, help_text="At or about which.")
    document = ExpandableIdField(DocumentSerializer, source="document_id")
    start = serializers.IntegerField(min_value=0, help_text="First code point in the document's text.")
    end = serializers.SerializerMethodField()
    confidence = ShareField()

    def get_text(self, statement: Any) -> str:
        return str(statement.text[: self._longest])

    def get_quotes(self, statement: Any) -> list[str]:
        """The quoted words, letter by letter, without their marks."""
        return list(_within(self.get_text(statement), statement.text, statement.quotes))

    def get_end(self, statement: Any) -> int:
        """One past the last code point."""
        return int(statement.start + len(self.get_text(statement)))

    @property
    def _longest(self) -> int | None:
        return None if self.context.get("full_text") else LONGEST_QUOTATION


def _within(shown: str, text: str, quotes: Iterable[str]) -> Iterator[str]:
    """The quotes, as far as they stand in the part of the text that is shown."""
    if len(shown) == len(text):
        yield from quotes
        return
    at = 0
    for quote in quotes:
        at = text.find(quote, at)
        if at < 0 or at >= len(shown):
            return
        yield quote[: len(shown) - at]
        at += len(quote)
