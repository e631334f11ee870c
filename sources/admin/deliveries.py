"""Imports and deliveries: what came in, what became of it, and trying again what failed."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import BinaryField, F, Func, IntegerField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from events.admin.base import Section, ShownAdmin
from events.admin.display import NOTHING, joined, list_link, record_link
from events.admin.filters import typed
from events.vocabulary import DeliveryState, ImportStatus
from sources import pace
from sources.admin.uploads import upload
from sources.cancelling import cancel_import, resume_import
from sources.models import Delivery, Import, ReferenceFile, WorkerHeartbeat
from sources.retrying import retry_import, try_again

PREVIEW = 2_000
"""Bytes of a delivery that its page shows."""


@admin.register(Import)
class ImportAdmin(ShownAdmin):
    explanation = (
        "One order to import. Its deliveries are settled one by one; those refused or dead tell why. Cancelling holds back what "
        "is not read yet and keeps it."
    )
    list_display = ("origin", "source", "progress", "started_at", "finished_at")
    list_filter = ("status", typed("source", "source", "source__name__icontains"))
    search_fields = ("origin", "source__name")
    date_hierarchy = "started_at"
    related = ("source",)
    fields = ("origin", "source", "progress", "outcomes", "reasons", "priority", "started_at", "finished_at", "id")
    readonly_fields = ("progress", "outcomes", "reasons")
    actions = ("cancel", "resume")

    class Media:
        js = ("chancery/live.js",)

    def get_urls(self) -> list[Any]:
        acting = [
            path(f"<uuid:id>/{name}/", self.admin_site.admin_view(require_POST(partial(self.act, name=name))),
                 name=f"sources_import_{name}")
            for name in ACTS
        ]  # fmt: skip
        return [*acting, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """What is added is an upload."""
        return request.user.has_perm("sources.add_import")

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may cancel and resume, though the rows themselves are the machine's."""
        return request.user.has_perm("sources.change_import")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return upload(self, request)

    def get_queryset(self, request: HttpRequest) -> Any:
        imports: Any = super().get_queryset(request)
        return imports.with_counts()

    def sections(self, request: HttpRequest, obj: Any) -> list[Section]:
        if not self.has_act_permission(request):
            return []
        possible = {"resume": obj.status == ImportStatus.CANCELLED, "retry": bool(obj.refused + obj.dead)}
        possible["cancel"] = bool(obj.pending)
        if possible["resume"]:  # first of all
            possible["cancel"] = possible["retry"] = False
        buttons = [
            (reverse(f"admin:sources_import_{name}", args=[obj.pk]), label) for name, (label, _) in ACTS.items() if possible[name]
        ]
        return [Section("Go on or not", "chancery/admin/buttons.html", {"buttons": buttons})] if buttons else []

    def act(self, request: HttpRequest, id: UUID, name: str) -> HttpResponse:
        """A button of the import's page."""
        if not self.has_act_permission(request):
            raise PermissionDenied
        self._act(request, get_object_or_404(Import, pk=id), name)
        return redirect("admin:sources_import_change", id)

    @admin.action(description="Cancel", permissions=["act"])
    def cancel(self, request: HttpRequest, queryset: models.QuerySet[Import]) -> None:
        """Hold back what is not read yet."""
        for batch in queryset:
            self._act(request, batch, "cancel")

    @admin.action(description="Resume", permissions=["act"])
    def resume(self, request: HttpRequest, queryset: models.QuerySet[Import]) -> None:
        """Go on with what was cancelled."""
        for batch in queryset:
            self._act(request, batch, "resume")

    def _act(self, request: HttpRequest, batch: Import, name: str) -> None:
        try:
            told, level = ACTS[name][1](batch), messages.SUCCESS
        except ValidationError as error:
            told, level = error.messages[0], messages.WARNING
        self.message_user(request, f"{batch.origin}: {told}", level)

    @admin.display(description="progress")
    def progress(self, batch: Any) -> SafeString:
        """Renewed in place while it runs (chancery/live.js)."""
        settled, failed = batch.accepted - batch.pending, batch.refused + batch.dead
        told = [f"{settled} of {batch.accepted}"] + ([f"{failed} failed"] if failed else [])
        per_second = pace.rate(recent=batch.recent, started_at=batch.started_at, now=timezone.now())
        if batch.pending and per_second and batch.status == ImportStatus.RUNNING:
            left = pace.remaining(pending=batch.pending, per_second=per_second)
            told.append(f"{per_second:g} a second, {timedelta(seconds=left or 0)} left")
        is_open = batch.pending and batch.status != ImportStatus.CANCELLED
        return format_html(
            '<span id="progress-{}" data-live="{}"><progress value="{}" max="{}"></progress> {}: {}</span>',
            batch.pk, "on" if is_open else "off", settled, batch.accepted, batch.status, ", ".join(told),
        )  # fmt: skip

    @admin.display(description="deliveries")
    def outcomes(self, batch: Import) -> SafeString:
        counted = batch.states()
        links = joined(
            list_link(Delivery, f"{counted[state]} {state.value}", batch=batch.pk, state__exact=state)
            for state in DeliveryState
            if state in counted
        )
        return format_html('<span id="outcomes" data-live="off">{}</span>', links)

    @admin.display(description="why not done")
    def reasons(self, batch: Any) -> SafeString:
        rows = format_html_join("", "<li>{} {}: {}</li>", ((r["items"], r["status"], r["reason"]) for r in batch.reasons))
        return format_html('<ul id="reasons" data-live="off" class="reasons">{}</ul>', rows or NOTHING)


def _retry(batch: Import) -> str:
    retried = retry_import(id=batch.pk)
    lost = f"; {retried.without_bytes} cannot be: their bytes were not kept" if retried.without_bytes else ""
    return f"{retried.waiting} are tried again{lost}."


ACTS: dict[str, tuple[str, Callable[[Import], str]]] = {
    "cancel": ("Cancel: hold back what is not read yet", lambda batch: f"{cancel_import(id=batch.pk)} held back."),
    "resume": ("Resume", lambda batch: f"{resume_import(id=batch.pk)} wait for a worker again."),
    "retry": ("Try again what was refused or is dead", _retry),
}
"""What can be done with an import: by the name of its address, what its button says, and the deed, which tells what it did."""


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
        (None, {"fields": ("name", "external_id", "batch", "document", "state", "reason", "attempts", "priority")}),
        ("Bytes", {"fields": ("media", "size", "sha256", "beginning")}),
        ("When", {"fields": ("received_at", "settled_at", "due_at", "leased_until", "id")}),
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
        untouched = len(chosen) - retried.waiting - retried.without_bytes - retried.of_cancelled
        if retried.waiting:
            self.message_user(request, f"{retried.waiting} wait for a worker again.", messages.SUCCESS)
        if retried.without_bytes:
            self.message_user(
                request, f"{retried.without_bytes} cannot be tried again: their bytes were not kept. Import them anew.",
                messages.WARNING,
            )  # fmt: skip
        if retried.of_cancelled:
            self.message_user(
                request, f"{retried.of_cancelled} were left alone: their import is cancelled. Resume it first.", messages.WARNING
            )
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
