"""What all pages of the admin share.

Two kinds: pages that only show (what the machine settles from documents; an editor's word comes as a decision, not as an
overwritten field, which the next import would settle anew), and pages of reference data, which editors write.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest, HttpResponse

from events.admin.fields import LinesField
from events.services.writing import writing

PAGE = 50


def _fetching(rows: models.QuerySet[Any], related: Sequence[str], deferred: Sequence[str]) -> models.QuerySet[Any]:
    """The rows with their related ones in the same query, without the wide columns."""
    return (rows.select_related(*related) if related else rows).defer(*deferred)


def _written(request: HttpRequest) -> AbstractContextManager[None]:
    """What a form or an action changes is one change of the record, by the editor who sent it."""
    return writing(by=request.user.get_username()) if request.method == "POST" else nullcontext()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a record's page that no form field shows: a heading over a template with its context."""

    title: str
    template: str
    context: dict[str, Any]
    below: bool = False
    """Whether it stands below the rows that belong to the record rather than above them."""


class RecordAdmin(admin.ModelAdmin):
    """A list of 50 rows a page, its related rows fetched along, and a page that can explain itself."""

    change_form_template = "chancery/admin/change_form.html"
    list_per_page = PAGE
    show_full_result_count = False
    explanation = ""
    """Shown on top of a record's page: what it is and what an editor can do with it."""
    related: Sequence[str] = ()
    """Relations whose rows are fetched with the list."""
    deferred: Sequence[str] = ()
    """Wide columns, own and related, that lists leave in the database."""

    class Media:
        css = {"all": ("chancery/admin.css",)}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return _fetching(super().get_queryset(request), self.related, self.deferred)

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        with _written(request):
            return super().changeform_view(request, *args, **options)

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        with _written(request):
            return super().delete_view(request, *args, **options)

    def changelist_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        with _written(request):  # actions
            return super().changelist_view(request, *args, **options)

    def sections(self, request: HttpRequest, obj: Any) -> Sequence[Section]:
        """Further parts of the page."""
        return ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False, change: bool = False, form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:  # fmt: skip
        context["explanation"] = self.explanation
        context["sections"] = self.sections(request, obj) if obj is not None else ()
        return super().render_change_form(request, context, add, change, form_url, obj)


class ShownAdmin(RecordAdmin):
    """Rows that the machine makes: to be searched and read, never added, changed or deleted by hand."""

    explanation = (
        "Settled from the words of documents, so it is shown here and not edited: "
        "whatever were typed over would be settled anew by the next import."
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReferenceAdmin(RecordAdmin):
    """Reference data: what the readers know before they read. Lists of words are written one a line."""

    formfield_overrides = {
        ArrayField: {"form_class": LinesField},
        models.URLField: {"assume_scheme": "https"},
    }


class ShownInline(admin.TabularInline):
    """Rows of the record's own, shown with it."""

    extra = 0
    can_delete = False
    show_change_link = True
    related: Sequence[str] = ()
    deferred: Sequence[str] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return _fetching(super().get_queryset(request), self.related, self.deferred)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(str(name) for name in self.fields or ())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
