"""Pairs of meetings that may be one, side by side."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from events.admin.base import Section, ShownAdmin
from events.admin.display import NOTHING, joined, record_link
from events.admin.fields import shown_date
from events.admin.filters import TypedFilter
from events.models import Document, Meeting
from events.vocabulary import DecidedResource
from sources.models import MatchSuggestion


class EitherPartyFilter(TypedFilter):
    """By a party of either meeting."""

    title = "party"
    parameter_name = "party"
    hint = "TR"

    def condition(self, value: str) -> Q:
        return Q(left__parties__contains=[value.upper()]) | Q(right__parties__contains=[value.upper()])


class EitherMeetingFilter(TypedFilter):
    """By either meeting."""

    title = "meeting"
    parameter_name = "meeting"
    hint = "id"

    def condition(self, value: str) -> Q:
        return Q(left=value) | Q(right=value)


@admin.register(MatchSuggestion)
class MatchSuggestionAdmin(ShownAdmin):
    explanation = (
        "Two meetings that may be one: the score was too low to join them and too high to say nothing. "
        "The parts of the score tell what speaks for it and against it. A pair goes when an editor judges it or new documents "
        "settle the question."
    )
    list_display = ("pair", "score", "left_date", "right_date", "created_at")
    list_filter = (EitherPartyFilter, EitherMeetingFilter)
    search_fields = ("left__title", "right__title")
    related = ("left__country", "right__country")
    fields = ("score", "created_at", "id")

    def sections(self, request: HttpRequest, obj: MatchSuggestion) -> list[Section]:
        features = sorted(obj.features.items(), key=lambda part: -abs(part[1]))
        judged = Section("Judge", "chancery/admin/text.html", {"text": judging(request, obj) or "You may not judge."})
        return [
            judged,
            Section("Side by side", "chancery/admin/side_by_side.html", {"rows": side_by_side(obj.left, obj.right)}),
            Section("Parts of the score", "chancery/admin/table.html", {"heads": ("Feature", "Points"), "rows": features}),
        ]

    @admin.display(description="meetings", ordering="left__title")
    def pair(self, suggestion: MatchSuggestion) -> str:
        return str(suggestion)

    @admin.display(description="first on", ordering="left__start_earliest")
    def left_date(self, suggestion: MatchSuggestion) -> str:
        return shown_date(suggestion.left, "start")

    @admin.display(description="second on", ordering="right__start_earliest")
    def right_date(self, suggestion: MatchSuggestion) -> str:
        return shown_date(suggestion.right, "start")


def judging(request: HttpRequest, pair: MatchSuggestion) -> str:
    """Links to the form that decides whether the two are one, for who may decide."""
    if not request.user.has_perm("events.add_decision"):
        return ""
    links = (
        format_html('<a href="{}">{}</a>', reverse(
            "admin:events_decision_decide", args=[DecidedResource.MEETINGS, pair.left_id, "judge"],
            query={"other": pair.right_id, "same": same},
        ), text)
        for same, text in (("yes", "They are the same meeting"), ("no", "They are two meetings"))
    )  # fmt: skip
    return joined(links, " · ")


def side_by_side(left: Meeting, right: Meeting) -> list[dict[str, Any]]:
    """For each aspect what either meeting has, and whether they differ."""
    aspects: tuple[tuple[str, Callable[[Meeting], object]], ...] = (
        ("Meeting", record_link),
        ("Status", lambda m: m.status),
        ("Date", lambda m: shown_date(m, "start")),
        ("Ends", lambda m: shown_date(m, "end")),
        ("City", lambda m: m.city),
        ("Country", lambda m: m.country),
        ("Mode", lambda m: m.get_mode_display()),
        ("Level", lambda m: m.get_level_display()),
        ("Parties", lambda m: ", ".join([*m.parties, *m.organizations])),
        ("Portfolios", lambda m: ", ".join(m.portfolios)),
        ("Persons", _persons),
        ("Documents", _documents),
    )
    rows = []
    for name, tell in aspects:
        a, b = tell(left), tell(right)
        differs = a != b and name not in ("Meeting", "Documents")
        rows.append({"name": name, "left": a or NOTHING, "right": b or NOTHING, "differs": differs})
    return rows


def _persons(meeting: Meeting) -> str:
    took_part = meeting.participations.select_related("person").order_by("person__name")
    return joined(record_link(p.person) for p in took_part)


def _documents(meeting: Meeting) -> str:
    told: models.QuerySet[Document] = Document.objects.telling_of([meeting.pk]).only("title", "external_id", "published")
    return joined(record_link(document) for document in told.order_by("published", "pk")[:20])
