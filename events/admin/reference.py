"""Countries, organizations, offices and tenures: written by editors."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from events.admin.base import RecordAdmin, ReferenceAdmin
from events.admin.fields import PartialDateField, check_names, partial_date_of, shown_date
from events.models import Country, Office, Organization, Tenure
from events.services.editing import save_named

NAMES_NOTE = "New names and places are known to the next reading; documents that were read before are not read again."


class NamedForm(forms.ModelForm):
    """Checks the names in languages."""

    def clean_names(self) -> Any:
        names = self.cleaned_data["names"] or []
        check_names(names)
        return names

    def clean_wikidata(self) -> str | None:
        return self.cleaned_data["wikidata"] or None


class NamedAdmin(ReferenceAdmin):
    """What titles of meetings call by its name."""

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        save_named(record=obj)


@admin.register(Country)
class CountryAdmin(NamedAdmin):
    form = NamedForm
    explanation = NAMES_NOTE
    list_display = ("code", "name", "alpha3", "numeric", "capital", "wikidata")
    search_fields = ("=code", "=alpha3", "name", "names", "capital", "demonyms")
    fieldsets = (
        (None, {"fields": ("code", "alpha3", "numeric", "name", "capital", "wikidata")}),
        ("Words that mean it", {"fields": ("demonyms", "seats", "names")}),
        ("Changes", {"fields": ("created_at", "updated_at", "version")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Country | None = None) -> tuple[str, ...]:
        always = ("created_at", "updated_at", "version")
        return ("code", *always) if obj else always


@admin.register(Organization)
class OrganizationAdmin(NamedAdmin):
    form = NamedForm
    explanation = NAMES_NOTE
    list_display = ("slug", "short", "name", "wikidata")
    search_fields = ("=slug", "short", "name", "names")
    autocomplete_fields = ("members",)
    fieldsets = (
        (None, {"fields": ("slug", "short", "name", "wikidata", "members")}),
        ("Words that mean it", {"fields": ("seats", "names")}),
        ("Changes", {"fields": ("created_at", "updated_at", "version")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Organization | None = None) -> tuple[str, ...]:
        always = ("created_at", "updated_at", "version")
        return ("slug", *always) if obj else always

    def get_prepopulated_fields(self, request: HttpRequest, obj: Organization | None = None) -> dict[str, Sequence[str]]:
        return {} if obj else {"slug": ("short",)}


class TenureForm(forms.ModelForm):
    """Its dates as they are written: a day, a month or a year."""

    since = PartialDateField(label="From")
    until = PartialDateField(label="To")

    class Meta:
        model = Tenure
        fields = ("office", "person")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["since"] = partial_date_of(self.instance, "from")
            self.initial["until"] = partial_date_of(self.instance, "to")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for prefix, name in (("from", "since"), ("to", "until")):
            told = cleaned.get(name)
            setattr(self.instance, f"{prefix}_earliest", told.earliest if told else None)
            setattr(self.instance, f"{prefix}_latest", told.latest if told else None)
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until.latest < since.earliest:
            self.add_error("until", "It ends before it begins.")
        office, person = cleaned.get("office"), cleaned.get("person")
        office, person = office or self._parent("office"), person or self._parent("person")
        if office and person and office.pk and person.pk:
            twins = Tenure.objects.filter(office=office, person=person, from_earliest=since.earliest if since else None)
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("since", "This person's tenure of the office from that day is there already.")
        return cleaned

    def _parent(self, name: str) -> Any:
        """The office or person on whose page the form stands."""
        return getattr(self.instance, name) if getattr(self.instance, f"{name}_id") else None


class TenureInline(admin.TabularInline):
    """The tenures of an office or of a person."""

    model = Tenure
    form = TenureForm
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("person", "office")


class HoldersInline(TenureInline):
    """Who held an office."""

    fields = ("person", "since", "until")
    autocomplete_fields = ("person",)


class OfficesInline(TenureInline):
    """Which offices a person held."""

    fields = ("office", "since", "until")
    autocomplete_fields = ("office",)


class OfficeForm(forms.ModelForm):
    """An office belongs to a country or to an organization."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("country")) == bool(cleaned.get("organization")) and not self.errors:
            self.add_error("country", "An office is one of a country or of an organization: exactly one of the two.")
        cleaned["portfolio"] = cleaned.get("portfolio") or None
        return cleaned


@admin.register(Office)
class OfficeAdmin(ReferenceAdmin):
    form = OfficeForm
    explanation = (
        "An office that was held by somebody else on the day of a meeting is flagged at the participation, "
        "the next time that the meeting is settled."
    )
    list_display = ("title", "country", "organization", "portfolio", "level")
    list_filter = ("level", "portfolio")
    search_fields = ("title", "country__name", "=country__code", "organization__short", "organization__name")
    autocomplete_fields = ("country", "organization")
    related = ("country", "organization")
    inlines = (HoldersInline,)


@admin.register(Tenure)
class TenureAdmin(RecordAdmin):
    form = TenureForm
    list_display = ("person", "office", "since", "until")
    list_filter = ("office__level", "office__portfolio")
    search_fields = ("person__name", "office__title", "office__country__name", "=office__country__code")
    autocomplete_fields = ("person", "office")
    fields = ("person", "office", "since", "until")
    related = ("person", "office")

    @admin.display(description="from", ordering="from_earliest")
    def since(self, tenure: Tenure) -> str:
        return shown_date(tenure, "from")

    @admin.display(description="to", ordering="to_earliest")
    def until(self, tenure: Tenure) -> str:
        return shown_date(tenure, "to")
