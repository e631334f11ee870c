"""Persons: those of reference are written by editors, the others are settled from the mentions of documents."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString

from events.admin.base import ReferenceAdmin, Section, ShownAdmin, ShownInline
from events.admin.decisions import decisions_section
from events.admin.display import NOTHING, joined, list_link, record_link
from events.admin.filters import StandingFilter, typed
from events.admin.reference import OfficesInline
from events.models import Participation, Person, PersonMention, PersonName, Statement
from events.models.published import PublishedPerson
from events.names import fold
from events.services.editing import complete_spellings, save_person, save_spelling
from events.vocabulary import DecidedResource


class SpellingInline(admin.TabularInline):
    """Spellings by the word of reference data or an editor."""

    model = PersonName
    fields = ("name", "language")
    extra = 0
    verbose_name_plural = "spellings by reference data or an editor"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[PersonName]:
        return super().get_queryset(request).filter(is_reference=True)


class ToldSpellingInline(ShownInline):
    """Spellings that documents write."""

    model = PersonName
    fields = ("name",)
    show_change_link = False
    verbose_name_plural = "further spellings in documents"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[PersonName]:
        return super().get_queryset(request).filter(is_reference=False)


class PersonForm(forms.ModelForm):
    """An empty Wikidata id is none."""

    def clean_wikidata(self) -> str | None:
        return self.cleaned_data["wikidata"] or None


@admin.register(Person)
class PersonAdmin(ReferenceAdmin):
    form = PersonForm
    explanation = (
        "A person of reference data or added here is yours to edit, and every spelling helps to recognise him or her in the "
        "documents that come. Any other person is settled from the documents that name him or her and from what editors decide."
    )
    list_display = ("name", "country", "organization", "wikidata", "is_reference", "updated_at")
    list_filter = ("is_reference", StandingFilter, typed("country", "country", "country__code", "TR"))
    search_fields = ("name",)
    search_help_text = "Any spelling of the name in any alphabet, a Wikidata id or an id"
    autocomplete_fields = ("country", "organization")
    related = ("country", "organization")
    inlines = (SpellingInline, ToldSpellingInline, OfficesInline)
    fieldsets = (
        (None, {"fields": ("name", "country", "organization", "wikidata")}),
        ("In the record", {"fields": ("tells", "merged_into", "deleted_at", "is_reference")}),
        ("Changes", {"fields": ("id", "created_at", "updated_at", "version")}),
    )
    readonly_fields = ("tells", "merged_into", "deleted_at", "is_reference", "id", "created_at", "updated_at", "version")

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_reference)

    def has_delete_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return False  # An id that was published stays one: clients are told what became of it.

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Person], search_term: str
    ) -> tuple[models.QuerySet[Person], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        found = Q(wikidata__iexact=term) | id_is(term)
        if folded := fold(term):
            spelt = PersonName.objects.filter(folded__contains=folded)
            # Only where nobody is spelt so: those who merely look or sound alike would stand before the right ones.
            alike = PublishedPerson.objects.current().named(term).values("record")
            found |= Q(pk__in=spelt.values("person") if spelt.exists() else alike)
        return queryset.filter(found), False

    def sections(self, request: HttpRequest, obj: Person) -> list[Section]:
        return [decisions_section(request, DecidedResource.PERSONS, obj)]

    @admin.display(description="told of in")
    def tells(self, person: Person) -> SafeString | str:
        counted = (
            (Participation, person.participations.count(), "meetings", {"person": person.pk}),
            (Statement, person.statements.count(), "statements", {"speaker": person.pk}),
            (PersonMention, person.mentions.count(), "mentions in documents", {"person": person.pk}),
        )
        if person._state.adding:
            return NOTHING
        return joined(list_link(model, f"{count} {what}", **by) for model, count, what, by in counted)

    def save_model(self, request: HttpRequest, obj: Person, form: forms.ModelForm, change: bool) -> None:
        save_person(person=obj)

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        if formset.model is not PersonName:
            super().save_formset(request, form, formset, change)
            return
        spellings = formset.save(commit=False)
        for gone in formset.deleted_objects:
            gone.delete()
        for spelling in spellings:
            save_spelling(spelling=spelling)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        complete_spellings(person=form.instance)


def id_is(term: str) -> Q:
    """The record with this id, where the term is one; nothing else."""
    try:
        return Q(pk=UUID(term))
    except ValueError:
        return Q(pk__in=[])


@admin.register(PersonName)
class PersonNameAdmin(ShownAdmin):
    explanation = "Spellings are edited on the page of their person."
    list_display = ("name", "person_link", "language", "is_reference")
    list_filter = ("is_reference", typed("language", "language", "language", "ru"))
    search_fields = ("folded",)
    search_help_text = "Any alphabet: the search is by the name in plain letters"
    fields = ("name", "person", "language", "is_reference", "folded", "keys")
    related = ("person",)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[PersonName], search_term: str
    ) -> tuple[models.QuerySet[PersonName], bool]:
        folded = fold(search_term)
        return (queryset.filter(folded__contains=folded) if folded or not search_term.strip() else queryset.none()), False

    @admin.display(description="person", ordering="person__name")
    def person_link(self, name: PersonName) -> str:
        return record_link(name.person)


@admin.register(PersonMention)
class PersonMentionAdmin(ShownAdmin):
    explanation = "A person as one document names him or her. Whom it means is settled over all documents."
    list_display = ("name", "role", "country", "organization", "person_link", "document_link")
    list_filter = (typed("person", "person", "person", "id"), typed("document", "document", "document", "id"))
    search_fields = ("name", "role")
    fields = ("name", "role", "country", "organization", "person", "document", "ordinal", "start", "end", "keys")
    related = ("country", "organization", "person", "document")
    deferred = ("document__text", "document__search")

    @admin.display(description="person", ordering="person__name")
    def person_link(self, mention: PersonMention) -> str:
        return record_link(mention.person)

    @admin.display(description="document")
    def document_link(self, mention: PersonMention) -> str:
        return record_link(mention.document)
