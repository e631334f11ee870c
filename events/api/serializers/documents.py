"""Statements and the documents that hold them."""

from collections.abc import Iterable, Iterator
from typing import Any

from rest_framework import serializers

from events.api.serializers.fields import (
    LONGEST_QUOTATION,
    AddressField,
    CountryCodeField,
    OrganizationSlugField,
    PartialDateField,
    PersonReferenceSerializer,
    RecordSerializer,
    ShareField,
    WordField,
)
from events.vocabulary import DocumentStatus, StatementKind


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
    meeting = serializers.UUIDField(source="meeting_id", allow_null=True, help_text="At or about which it was said.")
    document = serializers.UUIDField(source="document_id")
    start = serializers.IntegerField(min_value=0, help_text="First code point in the document's text.")
    end = serializers.SerializerMethodField()
    confidence = ShareField()

    def get_text(self, statement: Any) -> str:
        return statement.text[: self._longest]

    def get_quotes(self, statement: Any) -> list[str]:
        """The quoted words, letter by letter, without their marks."""
        return list(_within(self.get_text(statement), statement.text, statement.quotes))

    def get_end(self, statement: Any) -> int:
        """One past the last code point."""
        return statement.start + len(self.get_text(statement))

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
    retrieved_at = serializers.DateTimeField()
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
