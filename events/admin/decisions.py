"""Decisions: who decided what, when and why; and the pages on which editors decide and revoke."""

import json
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from events.admin.base import Section, ShownAdmin
from events.admin.deciding import FORMS, DecisionForm, RevokeForm, add_errors
from events.admin.display import NOTHING, address_of, joined, record_link
from events.admin.filters import typed
from events.models import Decision
from events.services.decisions import MODELS, Actor
from events.vocabulary import DecisionKind


class StandingDecisionFilter(admin.SimpleListFilter):
    """Revoked or not."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "stands"), ("no", "revoked")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset if self.value() is None else queryset.filter(revoked_at__isnull=self.value() == "yes")


@admin.register(Decision)
class DecisionAdmin(ShownAdmin):
    explanation = "What people have decided: it outranks all documents until it is revoked, and is never changed or removed."
    list_display = ("kind", "resource", "record", "what", "reason", "actor", "at", "revoked_at")
    list_filter = (
        "kind", "resource", StandingDecisionFilter, typed("actor", "actor", "actor__icontains"),
        typed("record", "record", "target", "id"),
    )  # fmt: skip
    search_fields = ("reason", "actor", "revoked_reason")
    search_help_text = "Words of the reason, or who decided"
    date_hierarchy = "at"
    fieldsets = (
        (None, {"fields": ("kind", "resource", "record", "what", "reason", "actor", "by", "at")}),
        ("Revoked", {"fields": ("revoked_at", "revoked_actor", "revoked_by", "revoked_reason")}),
        ("Evidence that it binds", {"fields": ("anchor", "payload", "id"), "classes": ("collapse",)}),
    )
    readonly_fields = ("record", "what")

    @admin.display(description="record")
    def record(self, decision: Decision) -> str:
        page = f"admin:events_{MODELS[decision.resource]._meta.model_name}_change"
        return format_html('<a href="{}">{}</a>', reverse(page, args=[decision.target]), decision.target)

    @admin.display(description="what")
    def what(self, decision: Decision) -> str:
        return told(decision)

    def sections(self, request: HttpRequest, obj: Decision) -> list[Section]:
        if obj.revoked_at is not None or not request.user.has_perm("events.change_decision"):
            return []
        link = format_html('<a href="{}">Revoke this decision</a>', reverse("admin:events_decision_revoke", args=[obj.pk]))
        return [Section("Revoke", "chancery/admin/text.html", {"text": link})]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("on/<str:resource>/<uuid:id>/<str:kind>/", view(self.decide), name="events_decision_decide"),
            path("<uuid:id>/revoke/", view(self.revoke), name="events_decision_revoke"),
        ]
        return own + super().get_urls()

    def decide(self, request: HttpRequest, resource: str, id: UUID, kind: str) -> HttpResponse:
        """The form for a decision about a record."""
        form = FORMS.get(resource, {}).get(kind)
        if not request.user.has_perm((form or DecisionForm).permission):
            raise PermissionDenied
        record = MODELS[resource]._default_manager.filter(pk=id).first() if form else None
        if form is None or record is None:
            raise Http404
        return self._ask(request, form, record, resource)

    def revoke(self, request: HttpRequest, id: UUID) -> HttpResponse:
        """The form that takes a decision back."""
        if not request.user.has_perm(RevokeForm.permission):
            raise PermissionDenied
        decision = Decision.objects.filter(pk=id).first()
        if decision is None:
            raise Http404
        return self._ask(request, RevokeForm, decision, decision.resource)

    def _ask(self, request: HttpRequest, kind: type[DecisionForm], record: Any, resource: str) -> HttpResponse:
        initial = {name: request.GET[name] for name in ("other", "same", "field") if name in request.GET}
        form = kind(record, resource, request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                decision = form.decide(Actor(request.user.get_username(), request.user.pk))
            except ValidationError as error:
                add_errors(form, error)
            else:
                done = "Revoked." if decision.revoked_at else "Decided."
                messages.success(request, format_html("{} {}", done, record_link(decision)))
                return HttpResponseRedirect(address_of(record))
        context = self.admin_site.each_context(request) | {
            "form": form, "title": f"{form.title}: {record}", "opts": record._meta, "original": record,
            "back": address_of(record), "what": form.__doc__,
        }  # fmt: skip
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "chancery/admin/decide.html", context, status=status)


def told(decision: Decision) -> str:
    """What a decision says, in short."""
    payload = decision.payload
    if decision.kind == DecisionKind.PIN:
        value = payload["value"]
        if payload["field"] == "participants":
            took_part = "took part" if value["took_part"] else "took no part"
            given = ", ".join(str(value[n]) for n in ("office", "capacity", "country", "organization") if value.get(n))
            return f"{value['person']['name']} {took_part}{': ' if given else ''}{given}"
        if isinstance(value, dict):
            value = value.get("name") or value.get("title")
        return f"{payload['field']} = {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
    if decision.kind in (DecisionKind.MERGE, DecisionKind.JUDGE):
        return f"{'another than' if payload.get('same') is False else 'the same as'} {payload['other']}"
    if decision.kind == DecisionKind.SPLIT:
        moved = payload["moved"]
        return ", ".join(part.get("name") or f"{part['document']}, {part['ordinal']}" for p in moved.values() if p for part in p)
    return NOTHING


def decisions_section(request: HttpRequest, resource: str, record: Any) -> Section:
    """What was decided about a record, and links to the forms with which to decide."""
    rows = [
        (record_link(d, d.kind), told(d), d.reason, d.actor, d.at, f"revoked by {d.revoked_actor}" if d.revoked_at else "stands")
        for d in Decision.objects.filter(resource=resource, target=record.pk)
    ]
    links = [
        format_html('<a href="{}">{}</a>', reverse("admin:events_decision_decide", args=[resource, record.pk, name]), form.title)
        for name, form in FORMS[resource].items()
        if request.user.has_perm(form.permission)
    ]
    heads = ("Decision", "What", "Why", "Who", "When", "Standing")
    context = {"heads": heads, "rows": rows, "empty": "None so far.", "more": joined(links, " · ") if links else None}
    return Section("Decisions of editors", "chancery/admin/table.html", context)
