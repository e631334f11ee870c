"""What a newer extractor reads otherwise, to be looked at and applied."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest

from events.admin.base import Section, ShownAdmin
from events.admin.display import NOTHING, pairs, record_link
from events.admin.filters import typed
from sources.differences import counted
from sources.models import Difference
from sources.rereading import apply


@admin.register(Difference)
class DifferenceAdmin(ShownAdmin):
    explanation = (
        "What this version of the extractor reads otherwise in the document than what stands. Nothing is changed until it is "
        "applied from the list (choose it, then the action “Apply”). `manage.py reread` compares."
    )
    list_display = ("document_link", "in_short", "former", "extractor", "state")
    list_filter = ("applied_at", typed("import", "import", "delivery__batch", "id"))
    search_fields = ("document__external_id", "document__title")
    related = ("document",)
    deferred = ("document__text", "document__search")
    fields = ("document", "in_short", "former", "extractor", "state", "id")
    readonly_fields = ("in_short", "state")
    actions = ("apply",)

    def has_apply_permission(self, request: HttpRequest) -> bool:
        """Who may change them may apply them."""
        return request.user.has_perm("sources.change_difference")

    def sections(self, request: HttpRequest, obj: Any) -> list[Section]:
        return [
            Section(
                kind.capitalize(),
                "chancery/admin/table.html",
                {
                    "heads": ("About", "Was", "Is"),
                    "rows": [(item["about"], _shown(item["was"], "new"), _shown(item["is"], "gone")) for item in items],
                },
            )
            for kind, items in obj.told.items()
        ]

    @admin.action(description="Apply", permissions=["apply"])
    def apply(self, request: HttpRequest, queryset: models.QuerySet[Difference]) -> None:
        """Have the new reading take the place of the one that stands."""
        number = apply(differences=list(queryset.order_by().values_list("pk", flat=True)))
        self.message_user(request, f"{number} are read once more and applied.", messages.SUCCESS)

    @admin.display(description="document")
    def document_link(self, difference: Difference) -> str:
        return record_link(difference.document)

    @admin.display(description="what differs")
    def in_short(self, difference: Difference) -> str:
        return counted(difference.told)

    @admin.display(description="state")
    def state(self, difference: Difference) -> str:
        if difference.applied_at:
            return f"applied {difference.applied_at:%Y-%m-%d %H:%M}"
        return "being applied" if difference.is_wanted else "not applied"


def _shown(values: dict[str, Any] | None, absent: str) -> object:
    if values is None:
        return absent
    return pairs({name: ", ".join(map(str, v)) if isinstance(v, list) else v or NOTHING for name, v in values.items()})
