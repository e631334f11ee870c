"""Sources, imports and deliveries: what came in, what became of it, and trying again what failed."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import BinaryField, Count, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from kombu.exceptions import OperationalError

from events.admin.base import ReferenceAdmin, ShownAdmin
from events.admin.display import NOTHING, joined, list_link, record_link, web_link
from events.admin.filters import typed
from events.vocabulary import DeliveryState
from sources.models import Delivery, Import, ReferenceFile, Source, WorkerHeartbeat
from sources.retrying import try_again

PREVIEW = 2_000
"""Bytes of a delivery that its page shows."""


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    explanation = "A primary source is a party to what it reports (a ministry, a president’s office); its word weighs double."
    list_display = ("name", "address", "is_primary", "created_at")
    list_filter = ("is_primary",)
    search_fields = ("name", "url")
    fields = ("name", "url", "is_primary", "created_at")
    readonly_fields = ("created_at",)

    @admin.display(description="address")
    def address(self, source: Source) -> str:
        return web_link(source.url)


def _deliveries(condition: Q) -> Coalesce:
    """How many deliveries of an import meet the condition; counted for the rows that are shown only."""
    rows = Delivery.objects.filter(condition, batch=OuterRef("pk")).order_by().values("batch")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), Value(0))


@admin.register(Import)
class ImportAdmin(ShownAdmin):
    explanation = "One order to import. Its deliveries are settled one by one; those refused or dead tell why."
    list_display = ("origin", "source", "status", "progress", "done", "refused", "dead", "open", "started_at", "finished_at")
    list_filter = ("status", typed("source", "source", "source__name__icontains"))
    search_fields = ("origin", "source__name")
    date_hierarchy = "started_at"
    related = ("source",)
    fields = ("origin", "source", "status", "progress", "outcomes", "started_at", "finished_at", "id")
    readonly_fields = ("progress", "outcomes")

    def get_queryset(self, request: HttpRequest) -> Any:
        counts = {f"count_{state.value}": _deliveries(Q(state=state)) for state in DeliveryState}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="progress")
    def progress(self, batch: Any) -> SafeString | str:
        total = sum(getattr(batch, f"count_{state.value}") for state in DeliveryState)
        settled = total - self.open(batch)
        if not total:
            return NOTHING
        return format_html('<progress value="{}" max="{}"></progress> {} of {}', settled, total, settled, total)

    @admin.display(description="deliveries")
    def outcomes(self, batch: Any) -> str:
        return joined(
            list_link(Delivery, f"{getattr(batch, f'count_{state.value}')} {state.value}", batch=batch.pk, state__exact=state)
            for state in DeliveryState
        )

    @admin.display(description="done")
    def done(self, batch: Any) -> int:
        return int(batch.count_done)

    @admin.display(description="refused")
    def refused(self, batch: Any) -> int:
        return int(batch.count_refused)

    @admin.display(description="dead")
    def dead(self, batch: Any) -> int:
        return int(batch.count_dead)

    @admin.display(description="open")
    def open(self, batch: Any) -> int:
        return int(batch.count_pending + batch.count_running)


@admin.register(Delivery)
class DeliveryAdmin(ShownAdmin):
    explanation = (
        "Bytes as they came, and what became of them. Refused and dead ones can be tried again from the list "
        "(choose them, then the action “Try again”), for instance once a limit was raised or a fault was mended."
    )
    list_display = ("name", "external_id", "media", "state", "reason", "attempts", "document_link", "received_at", "settled_at")
    list_filter = ("state", typed("kind", "media", "media", "html"), typed("import", "batch", "batch", "id"))
    search_fields = ("name", "external_id", "reason", "=sha256")
    date_hierarchy = "received_at"
    related = ("batch", "document")
    deferred = ("content", "document__text", "document__search")
    actions = ("retry",)
    fieldsets = (
        (None, {"fields": ("name", "external_id", "batch", "document", "state", "reason", "attempts")}),
        ("Bytes", {"fields": ("media", "size", "sha256", "beginning")}),
        ("When", {"fields": ("received_at", "settled_at", "leased_until", "id")}),
    )
    readonly_fields = ("size", "beginning")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Who may change deliveries may have them tried again, though the rows themselves are the machine's."""
        return request.user.has_perm("sources.change_delivery")

    @admin.action(description="Try again", permissions=["retry"])
    def retry(self, request: HttpRequest, queryset: models.QuerySet[Delivery]) -> None:
        """Have refused and dead deliveries tried again."""
        chosen = list(queryset.order_by().values_list("pk", flat=True))
        try:
            retried = try_again(ids=chosen)
        except OperationalError:  # They are put back; the sweeper sends what the broker does not take now.
            self.message_user(
                request, "Put back, but the broker does not answer: a worker takes them up later.", messages.WARNING
            )
            return
        untouched = len(chosen) - retried.waiting - retried.without_bytes
        if retried.waiting:
            self.message_user(request, f"{retried.waiting} wait for a worker again.", messages.SUCCESS)
        if retried.without_bytes:
            self.message_user(
                request, f"{retried.without_bytes} cannot be tried again: their bytes were not kept. Import them anew.",
                messages.WARNING,
            )  # fmt: skip
        if untouched:
            self.message_user(request, f"{untouched} are neither refused nor dead and were left alone.", messages.INFO)

    @admin.display(description="document")
    def document_link(self, delivery: Delivery) -> str:
        return record_link(delivery.document)

    @admin.display(description="size")
    def size(self, delivery: Delivery) -> str:
        size = Func(F("content"), function="octet_length", output_field=IntegerField())
        return f"{Delivery.objects.filter(pk=delivery.pk).values_list(size, flat=True).get():,} bytes"

    @admin.display(description="beginning")
    def beginning(self, delivery: Delivery) -> SafeString:
        start = Func(F("content"), Value(1), Value(PREVIEW), function="substring", output_field=BinaryField())
        content = bytes(Delivery.objects.filter(pk=delivery.pk).values_list(start, flat=True).get() or b"")
        return format_html('<div class="document-text">{}</div>', content.decode("utf-8", "replace"))


@admin.register(ReferenceFile)
class ReferenceFileAdmin(ShownAdmin):
    explanation = "Which state of the files of seeds/ is loaded. An unchanged file is not loaded again, so editors’ changes stay."
    list_display = ("name", "sha256", "loaded_at")


@admin.register(WorkerHeartbeat)
class WorkerHeartbeatAdmin(ShownAdmin):
    explanation = "A worker that lives says so every few seconds."
    list_display = ("name", "hostname", "pid", "started_at", "beat_at")
    search_fields = ("name", "hostname")
