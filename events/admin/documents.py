"""Documents, what each claims, and the words that prove it."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.safestring import SafeString

from events.admin.base import Section, ShownAdmin, ShownInline
from events.admin.display import (
    NOTHING,
    list_link,
    pairs,
    place,
    proved_text,
    quotation,
    record_link,
    web_link,
    with_context,
)
from events.admin.evidence import DOCUMENT_TEXTS, EVIDENCE_SHOWN, evidence_section, in_context
from events.admin.fields import shown_date
from events.admin.filters import ClaimedPartyFilter, ProvedFieldFilter, typed
from events.admin.meetings import told_date
from events.admin.persons import id_is
from events.models import Document, Evidence, MeetingClaim, PersonMention, Statement


class ReadClaimInline(ShownInline):
    """The meetings that it tells of."""

    model = MeetingClaim
    fields = ("ordinal", "meeting", "prominence", "date", "parties", "confidence")
    related = ("meeting", "document")
    deferred = DOCUMENT_TEXTS
    verbose_name_plural = "meetings that it tells of"

    @admin.display(description="date")
    def date(self, claim: MeetingClaim) -> str:
        return told_date(claim)

    @admin.display(description="parties")
    def parties(self, claim: MeetingClaim) -> str:
        return ", ".join(claim.entities) or NOTHING


class ReadMentionInline(ShownInline):
    """The persons whom it names."""

    model = PersonMention
    fields = ("ordinal", "name", "role", "country", "organization", "person")
    related = ("country", "organization", "person", "document")
    deferred = DOCUMENT_TEXTS
    verbose_name_plural = "persons whom it names"


class ReadStatementInline(ShownInline):
    """The statements that it holds."""

    model = Statement
    fields = ("ordinal", "said_by", "kind", "day", "text", "meeting")
    related = ("speaker", "meeting")
    verbose_name_plural = "statements that it holds"

    @admin.display(description="speaker")
    def said_by(self, statement: Statement) -> str:
        return record_link(statement.speaker) if statement.speaker else statement.institution or NOTHING

    @admin.display(description="day")
    def day(self, statement: Statement) -> str:
        return shown_date(statement, "day")


@admin.register(Document)
class DocumentAdmin(ShownAdmin):
    explanation = (
        "A document’s text never changes: another text under the same external id is a new revision. "
        "The marked words prove something in the record; what was read in them stands below."
    )
    list_display = ("name", "publisher", "published", "language", "status", "reason_in_short", "extractor", "retrieved_at")
    list_filter = (
        "status", typed("publisher", "publisher", "publisher__icontains"), typed("language", "language", "language", "en"),
        typed("meeting", "meeting", "meeting_claims__meeting", "id"),
        ("superseded_by", admin.EmptyFieldListFilter), ("duplicate_of", admin.EmptyFieldListFilter),
    )  # fmt: skip
    search_fields = ("title", "external_id")
    search_help_text = "Words of title and text, an external id or an id"
    date_hierarchy = "published"
    deferred = ("text", "search")
    inlines = (ReadClaimInline, ReadStatementInline, ReadMentionInline)
    fieldsets = (
        (
            None,
            {"fields": ("title", "publisher", "published", "language", "address", "external_id", "status", "reason", "proof")},
        ),
        ("Revisions and weight", {"fields": ("duplicate_of", "superseded_by", "extractor", "is_primary")}),
        ("Record", {"fields": ("id", "sha256", "retrieved_at", "created_at", "updated_at", "version"), "classes": ("collapse",)}),
    )
    readonly_fields = ("address", "proof")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Document], search_term: str
    ) -> tuple[models.QuerySet[Document], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        words = models.Q(pk__in=Document.objects.matching(term).values("pk"))
        return queryset.filter(words | models.Q(external_id=term) | id_is(term)), False

    def sections(self, request: HttpRequest, obj: Document) -> list[Section]:
        spans = obj.evidence.order_by().values_list("start", "end")
        return [Section("Text", "chancery/admin/text.html", {"text": proved_text(obj.text, spans)})]

    @admin.display(description="document", ordering="title")
    def name(self, document: Document) -> str:
        return str(document)

    @admin.display(description="reason")
    def reason_in_short(self, document: Document) -> str | None:
        return document.reason[:80] if document.reason else None

    @admin.display(description="address")
    def address(self, document: Document) -> str:
        return web_link(document.source_url)

    @admin.display(description="evidence")
    def proof(self, document: Document) -> SafeString:
        return list_link(Evidence, f"{document.evidence.count()} stretches of the text", document=document.pk)


@admin.register(MeetingClaim)
class MeetingClaimAdmin(ShownAdmin):
    explanation = (
        "One document’s telling of one meeting, as it was read. Claims of several documents are clustered into meetings."
    )
    list_display = ("document_link", "ordinal", "meeting_link", "date", "parties", "prominence", "confidence")
    list_filter = (
        "prominence", ClaimedPartyFilter, typed("meeting", "meeting", "meeting", "id"),
        typed("document", "document", "document", "id"),
    )  # fmt: skip
    search_fields = ("document__title", "=document__external_id", "meeting__title")
    related = ("document", "meeting")
    deferred = DOCUMENT_TEXTS
    fields = ("document", "ordinal", "meeting", "prominence", "date", "parties", "values", "confidence")
    readonly_fields = ("date", "parties", "values")

    def sections(self, request: HttpRequest, obj: MeetingClaim) -> list[Section]:
        rows = in_context(obj.evidence.all())
        return [evidence_section(rows.order_by("field", "start", "id")[:EVIDENCE_SHOWN])]

    @admin.display(description="document", ordering="document__title")
    def document_link(self, claim: MeetingClaim) -> str:
        return record_link(claim.document)

    @admin.display(description="meeting")
    def meeting_link(self, claim: MeetingClaim) -> str:
        return record_link(claim.meeting)

    @admin.display(description="date", ordering="start_earliest")
    def date(self, claim: MeetingClaim) -> str:
        return told_date(claim)

    @admin.display(description="parties")
    def parties(self, claim: MeetingClaim) -> str:
        return ", ".join(claim.entities) or NOTHING

    @admin.display(description="values as read")
    def values(self, claim: MeetingClaim) -> SafeString:
        shown = {k.replace("_", " "): v for k, v in claim.body.items() if v not in (None, [], {}) and k != "participants"}
        return pairs(shown)


@admin.register(Evidence)
class EvidenceAdmin(ShownAdmin):
    explanation = "The words of a document behind one value of one field."
    list_display = ("field", "value", "quoted", "document_link", "of", "confidence")
    list_filter = (
        ProvedFieldFilter, typed("document", "document", "document", "id"), typed("meeting", "meeting", "claim__meeting", "id"),
        typed("extractor", "extractor", "extractor"),
    )  # fmt: skip
    search_fields = ("=document__external_id", "document__title", "value")
    search_help_text = "Title or external id of the document, or the value read"
    related = ("document", "claim__meeting", "statement__speaker", "statement__meeting", "mention")
    deferred = (*DOCUMENT_TEXTS, "claim__body")
    fields = ("field", "value", "quoted", "document_link", "of", "claim", "statement", "mention", "participation", "start", "end")
    readonly_fields = ("quoted", "document_link", "of")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fields, "extractor", "confidence")

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_context(super().get_queryset(request))

    @admin.display(description="words")
    def quoted(self, row: Evidence) -> SafeString:
        return quotation(row)

    @admin.display(description="document", ordering="document")
    def document_link(self, row: Evidence) -> str:
        return record_link(row.document, anchor=place(row.start))

    @admin.display(description="of")
    def of(self, row: Evidence) -> str:
        if row.statement:
            return record_link(row.statement)
        return record_link(row.claim.meeting) if row.claim and row.claim.meeting else record_link(row.claim, "claim")
