"""The life of the record: what became of which record, by whom."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from events.admin.base import Section, ShownAdmin
from events.admin.display import record_link
from events.admin.filters import typed
from events.models import Change
from events.publishing.changes import changed_fields
from events.publishing.forms import FORMS
from events.vocabulary import ChangeKind

KINDS = [(kind.value, kind.value) for kind in ChangeKind if kind is not ChangeKind.FILED]


class KindFilter(admin.SimpleListFilter):
    """What became of it."""

    title = parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return KINDS

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Change]) -> models.QuerySet[Change]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Change)
class ChangeAdmin(ShownAdmin):
    explanation = "A change as clients of the API see it, with the values before and after."
    list_display = ("position", "at", "resource", "what", "kind", "by")
    list_filter = (KindFilter, typed("resource", "resource", "resource", "meetings"), typed("record", "record", "record", "id"))
    search_fields = ("=record", "by")
    search_help_text = "A record’s id, or who decided it"
    ordering = ("-position",)
    fields = ("position", "at", "resource", "what", "kind", "into", "by")
    readonly_fields = ("what",)

    def sections(self, request: HttpRequest, obj: Change) -> list[Section]:
        rows = [(name, *values) for name, values in changed_fields([obj]).get(obj.position, {}).items()]
        return [Section("Fields", "chancery/admin/table.html", {"heads": ("Field", "Before", "After"), "rows": rows})]

    @admin.display(description="record")
    def what(self, change: Change) -> str:
        model = FORMS[change.resource].model
        return record_link(model(pk=FORMS[change.resource].key(change.record)), change.record)
