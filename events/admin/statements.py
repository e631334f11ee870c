"""Statements, with the words that prove them."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from events.admin.base import Section, ShownAdmin
from events.admin.decisions import decisions_section
from events.admin.display import NOTHING, joined, place, record_link
from events.admin.evidence import DOCUMENT_TEXTS, evidence_section, in_context
from events.admin.fields import shown_date
from events.admin.filters import typed
from events.admin.persons import id_is
from events.models import Statement
from events.models.published import PublishedStatement
from events.vocabulary import DecidedResource


@admin.register(Statement)
class StatementAdmin(ShownAdmin):
    explanation = "Speech with a source, letter by letter as one document tells it; what editors pin stands above that."
    list_display = ("said_by", "text_in_short", "kind", "day", "country", "organization", "meeting_link", "document_link")
    list_filter = (
        "kind", typed("country", "country", "country__code", "TR"), typed("speaker", "speaker", "speaker", "id"),
        typed("institution", "institution", "institution__icontains"), typed("meeting", "meeting", "meeting", "id"),
        typed("document", "document", "document", "id"),
    )  # fmt: skip
    search_fields = ("text",)
    search_help_text = "Words of the statement, or an id"
    date_hierarchy = "day_earliest"
    related = ("speaker", "country", "organization", "meeting", "document")
    deferred = DOCUMENT_TEXTS
    fieldsets = (
        (None, {"fields": ("said_by", "office", "country", "organization", "kind", "day", "text", "quoted", "meeting")}),
        ("Document", {"fields": ("document_link", "ordinal", "start", "end", "mention", "claim")}),
        (
            "Record",
            {"fields": ("id", "confidence", "deleted_at", "created_at", "updated_at", "version"), "classes": ("collapse",)},
        ),
    )
    readonly_fields = ("said_by", "day", "quoted", "document_link")

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Statement], search_term: str
    ) -> tuple[models.QuerySet[Statement], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = PublishedStatement.objects.current().matching(term).values("record")
        return queryset.filter(models.Q(pk__in=found) | id_is(term)), False

    def sections(self, request: HttpRequest, obj: Statement) -> list[Section]:
        return [decisions_section(request, DecidedResource.STATEMENTS, obj), evidence_section(in_context(obj.evidence.all()))]

    @admin.display(description="speaker", ordering="speaker__name")
    def said_by(self, statement: Statement) -> str:
        return record_link(statement.speaker) if statement.speaker else statement.institution or NOTHING

    @admin.display(description="statement")
    def text_in_short(self, statement: Statement) -> str:
        return statement.text if len(statement.text) <= 200 else f"{statement.text[:200]}…"

    @admin.display(description="day", ordering="day_earliest")
    def day(self, statement: Statement) -> str:
        return shown_date(statement, "day")

    @admin.display(description="quoted words")
    def quoted(self, statement: Statement) -> str:
        return joined(statement.quotes, " … ")

    @admin.display(description="meeting")
    def meeting_link(self, statement: Statement) -> str:
        return record_link(statement.meeting)

    @admin.display(description="document")
    def document_link(self, statement: Statement) -> str:
        return record_link(statement.document, anchor=place(statement.start))
