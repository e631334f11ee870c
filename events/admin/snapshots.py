"""Snapshots: which there are, and a button that has one written."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from kombu.exceptions import OperationalError

from events.admin.base import ShownAdmin
from events.admin.display import joined, pairs
from events.models import Snapshot
from events.tasks import write_snapshot


@admin.register(Snapshot)
class SnapshotAdmin(ShownAdmin):
    explanation = "The whole record of one moment as files, which anybody may download. The newest are kept (SNAPSHOTS_KEPT)."
    change_list_template = "chancery/admin/snapshots.html"
    list_display = ("name", "position", "created_at", "size")
    date_hierarchy = "created_at"
    fields = ("name", "position", "created_at", "counted", "downloads")
    readonly_fields = ("counted", "downloads")

    def get_urls(self) -> list[URLPattern]:
        write = path("write/", self.admin_site.admin_view(self.write), name="events_snapshot_write")
        return [write, *super().get_urls()]

    def has_write_permission(self, request: HttpRequest) -> bool:
        """Whether the user may have one written."""
        return bool(request.user.has_perm("events.add_snapshot"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_write": self.has_write_permission(request)} | (extra_context or {}))

    def write(self, request: HttpRequest) -> HttpResponse:
        """Have a worker write one."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_write_permission(request):
            raise PermissionDenied
        try:
            write_snapshot.delay()
            self.message_user(request, "A worker writes a snapshot; it stands here when it is done.", messages.SUCCESS)
        except OperationalError:
            self.message_user(request, "The broker does not answer: try again later.", messages.ERROR)
        return redirect("admin:events_snapshot_changelist")

    @admin.display(description="size")
    def size(self, snapshot: Snapshot) -> str:
        return f"{sum(file['bytes'] for file in snapshot.files) / 1e6:,.1f} MB"

    @admin.display(description="records")
    def counted(self, snapshot: Snapshot) -> SafeString:
        return pairs({resource: f"{number:,}" for resource, number in snapshot.counts.items()})

    @admin.display(description="files")
    def downloads(self, snapshot: Snapshot) -> str:
        links = (
            format_html('<a href="{}">{}</a>', reverse("snapshots-file", args=[snapshot.pk, file["name"]]), file["name"])
            for file in snapshot.files
        )
        return joined(links, ", ")
