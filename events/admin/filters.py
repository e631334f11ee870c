"""Filters of the lists: by a word that is typed (where the choices would be thousands), and by what is there or not."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from events.models import MeetingClaim


class TypedFilter(admin.SimpleListFilter):
    """A filter with a box to type into. Subclasses say by which lookup."""

    template = "chancery/admin/typed_filter.html"
    lookup = ""
    hint = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]  # Django shows no filter that has none.

    def choices(self, changelist: Any) -> Iterator[Any]:
        others = {k: v for k, v in changelist.get_filters_params().items() if k != self.parameter_name}
        yield {
            "others": [(name, value) for name, values in others.items() for value in values],
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def condition(self, value: str) -> models.Q:
        """What the rows that are shown have."""
        return models.Q(**{self.lookup: value})

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        value = (self.value() or "").strip()
        if not value:
            return queryset
        try:
            return queryset.filter(self.condition(value))
        except (ValidationError, ValueError):  # No such id can be.
            return queryset.none()


def typed(title: str, parameter: str, lookup: str, hint: str = "") -> type[TypedFilter]:
    """A typed filter by one lookup."""
    values = {"title": title, "parameter_name": parameter, "lookup": lookup, "hint": hint}
    return type(f"{parameter.title()}Filter", (TypedFilter,), values)


class PartyFilter(TypedFilter):
    """By a country's code or an organization's slug."""

    title = "party"
    parameter_name = "party"
    hint = "TR or arab-league"

    def condition(self, value: str) -> models.Q:
        return models.Q(parties__contains=[value.upper()]) | models.Q(organizations__contains=[value.lower()])


class ClaimedPartyFilter(PartyFilter):
    """The same of a document's claim."""

    def condition(self, value: str) -> models.Q:
        return models.Q(entities__contains=[value.upper()]) | models.Q(entities__contains=[value.lower()])


class StandingFilter(admin.SimpleListFilter):
    """Current records, or those that were merged or deleted. Without a choice all are shown."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("current", "current"), ("merged", "merged into another"), ("deleted", "deleted")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        conditions = {
            "current": models.Q(merged_into__isnull=True, deleted_at__isnull=True),
            "merged": models.Q(merged_into__isnull=False),
            "deleted": models.Q(deleted_at__isnull=False),
        }
        chosen = conditions.get(self.value() or "")
        return queryset.filter(chosen) if chosen else queryset


class ConflictsFilter(admin.SimpleListFilter):
    """Whether documents disagree."""

    title = "conflicts"
    parameter_name = "conflicts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "documents disagree"), ("no", "none")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.value() == "yes":
            return queryset.exclude(conflicts=[])
        return queryset.filter(conflicts=[]) if self.value() == "no" else queryset


class PublishersFilter(admin.SimpleListFilter):
    """Whether all that tell of the meeting are of one publisher: one who plants fakes counts for as little as one document."""

    title = "told by"
    parameter_name = "publishers"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("one", "a single publisher"), ("several", "several publishers")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        told = MeetingClaim.objects.filter(meeting=models.OuterRef("pk"), is_rejected=False).order_by().values("meeting")
        publishers = models.Count("document__publisher", distinct=True)
        several = models.Exists(told.annotate(number=publishers).filter(number__gt=1))
        if self.value() == "one":
            return queryset.filter(~several)
        return queryset.filter(several) if self.value() == "several" else queryset


class FlaggedFilter(admin.SimpleListFilter):
    """What an editor should look at."""

    title = "flags"
    parameter_name = "flagged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "to be looked at"), ("no", "none")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.value() == "yes":
            return queryset.exclude(flags=[])
        return queryset.filter(flags=[]) if self.value() == "no" else queryset


class ProvedFieldFilter(admin.SimpleListFilter):
    """Which field of the record a piece of evidence supports."""

    title = "field"
    parameter_name = "field"
    fields = (
        "title", "status", "mode", "shape", "start_date", "end_date", "city", "country", "level", "portfolios", "parties",
        "organizations", "participants", "office", "text", "speaker", "institution", "day",
    )  # fmt: skip

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.replace("_", " ")) for name in self.fields]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        return queryset.filter(field=self.value()) if self.value() else queryset
