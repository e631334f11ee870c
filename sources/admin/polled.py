"""Sources: what is polled and how it went; polling one now, and looking at what it would bring."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from events.admin.base import ReferenceAdmin, Section, ShownAdmin
from events.admin.display import NOTHING, joined, list_link, web_link
from events.vocabulary import SourceKind
from sources.fetching import FetchError
from sources.models import Delivery, Host, Source, Visit
from sources.polling import check_source, poll_now, preview
from sources.readers import Unreadable
from sources.readers.csv import KEYS

PREVIEWED = 50
SHOWN_VISITS = 20


class SourceForm(forms.ModelForm):
    """A source that could never be polled is not saved."""

    class Meta:
        model = Source
        fields = (
            "name", "kind", "address", "paused", "is_primary", "interval", "priority", "pause", "most_a_poll", "most_a_day",
            "publisher", "language", "columns",
        )  # fmt: skip

    def clean_columns(self) -> dict[str, str]:
        columns = self.cleaned_data["columns"] or {}
        if not isinstance(columns, dict) or not all(key in KEYS and isinstance(name, str) for key, name in columns.items()):
            raise forms.ValidationError(f'An object of headings is needed, such as {{"text": "Remarks"}}, for {", ".join(KEYS)}.')
        return columns

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind and kind != SourceKind.MANUAL:
            try:
                check_source(Source(kind=kind, address=cleaned.get("address")))
            except (FetchError, Unreadable) as error:
                self.add_error("address", str(error))
        return cleaned


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    explanation = (
        "Where documents come from. Feeds, sitemaps, pages, lists and folders are polled; manual ones name where uploads "
        "come from. A primary source is a party to what it reports (a ministry, a president’s office)."
    )
    form = SourceForm
    list_display = (
        "name",
        "kind",
        "shown_address",
        "state",
        "outcome",
        "accepted",
        "dead_or_refused",
        "polled_at",
        "next_poll_at",
    )
    list_filter = ("kind", "paused", "is_primary")
    search_fields = ("name", "address")
    actions = ("poll", "pause", "resume")
    fieldsets = (
        (None, {"fields": ("name", "kind", "address", "paused", "is_primary")}),
        ("How often and how much", {"fields": ("interval", "priority", "pause", "most_a_poll", "most_a_day")}),
        ("What documents do not tell of themselves", {"fields": ("publisher", "language", "columns")}),
        ("How it goes", {"fields": ("state", "outcome", "failures", "polled_at", "next_poll_at", "outcomes")}),
    )
    readonly_fields = ("state", "outcome", "failures", "polled_at", "next_poll_at", "outcomes")

    def get_queryset(self, request: HttpRequest) -> Any:
        sources: Any = super().get_queryset(request)
        return sources.with_counts()

    def sections(self, request: HttpRequest, obj: Any) -> list[Section]:
        if obj.kind == SourceKind.MANUAL or not self.has_change_permission(request, obj):
            return []
        visits = obj.visits.order_by("-visited_at")[:SHOWN_VISITS]
        rows = [(web_link(visit.address), visit.visited_at, visit.reason or "fetched") for visit in visits]
        shown = {"heads": ("Address", "Last visited", "What came of it"), "rows": rows, "empty": "Nothing was fetched yet."}
        return [
            Section("Poll or test", "chancery/admin/poll.html", {}),
            Section("Last visited", "chancery/admin/table.html", shown, below=True),
        ]

    def response_change(self, request: HttpRequest, obj: Source) -> HttpResponse:
        if "_poll" in request.POST:
            self._tell_polled(request, [obj])
            return redirect(request.path)
        if "_test" in request.POST:
            return self._preview(request, obj)
        return super().response_change(request, obj)

    @admin.action(description="Poll now", permissions=["change"])
    def poll(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Have sources polled at once."""
        self._tell_polled(request, list(queryset))

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Stop polling until they are resumed."""
        self.message_user(request, f"{queryset.update(paused=True)} paused.", messages.SUCCESS)

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Poll again."""
        self.message_user(request, f"{queryset.update(paused=False)} resumed.", messages.SUCCESS)

    @admin.display(description="address", ordering="address")
    def shown_address(self, source: Source) -> str:
        return web_link(source.address)

    @admin.display(description="state")
    def state(self, source: Source) -> str:
        if source.kind == SourceKind.MANUAL:
            return NOTHING
        if source.leased_until and source.leased_until > timezone.now():
            return "being polled"
        if source.paused:
            return "paused"
        return f"failing ({source.failures} times)" if source.failures else "waiting" if source.polled_at else "new"

    @admin.display(description="accepted")
    def accepted(self, source: Any) -> int:
        return int(source.accepted)

    @admin.display(description="refused, dead")
    def dead_or_refused(self, source: Any) -> int:
        return int(source.dead + source.refused)

    @admin.display(description="deliveries")
    def outcomes(self, source: Any) -> str:
        if source._state.adding:
            return NOTHING
        counted = ((state, getattr(source, state)) for state in ("done", "pending", "refused", "dead"))
        return joined(
            list_link(
                Delivery, f"{number} {state}", batch__source=source.pk, **({} if state == "pending" else {"state__exact": state})
            )
            for state, number in counted
        )

    def _tell_polled(self, request: HttpRequest, sources: list[Source]) -> None:
        polled = [source.name for source in sources if poll_now(source=source)]
        left = [source.name for source in sources if source.name not in polled]
        if polled:
            self.message_user(request, f"To be polled now: {', '.join(polled)}.", messages.SUCCESS)
        if left:
            why = "paused, manual, or polled at this moment"
            self.message_user(request, f"Not polled ({why}): {', '.join(left)}.", messages.WARNING)

    def _preview(self, request: HttpRequest, source: Source) -> HttpResponse:
        """What a poll would find; nothing is delivered."""
        fault, rows = None, []
        try:
            known = set(source.visits.filter(failures=0).values_list("address", flat=True))
            for listed in preview(source, PREVIEWED):
                rows.append(
                    (web_link(listed.address), listed.title, listed.published, "known" if listed.address in known else "new")
                )
        except (FetchError, Unreadable, OSError) as error:
            fault = str(error)
        context = self.admin_site.each_context(request) | {
            "title": f"What {source.name} would bring",
            "opts": self.model._meta,
            "source": source,
            "fault": fault,
            "section": {"heads": ("Address", "Title", "Published", ""), "rows": rows, "empty": "Nothing."},
        }
        return TemplateResponse(request, "chancery/admin/preview.html", context)


@admin.register(Host)
class HostAdmin(ShownAdmin):
    explanation = "Hosts that were fetched from: when the next request may be sent, and what their robots.txt says."
    list_display = ("root", "next_at", "robots_until")
    search_fields = ("root",)


@admin.register(Visit)
class VisitAdmin(ShownAdmin):
    explanation = "Addresses to which sources have been. What has not changed since is not fetched again."
    list_display = ("address", "source", "visited_at", "failures", "reason")
    list_filter = ("source",)
    search_fields = ("address", "reason")
    related = ("source",)
