"""Reading verbs: what can be asked of the record, in the words of the field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Least, Substr

from events.names import fold, keys
from events.search import query

if TYPE_CHECKING:
    from events.models import Document, Evidence, Meeting, Organization, Person, Statement  # noqa: F401

M = TypeVar("M", bound=models.Model)


class SearchedQuerySet(models.QuerySet[M]):
    """Records with a `search` column."""

    def matching(self, text: str) -> Self:
        """Whose words match (events.search.query)."""
        return self.filter(search=query(text))


class MeetingQuerySet(SearchedQuerySet["Meeting"]):
    """Meetings."""

    def current(self) -> Self:
        """Neither merged into another nor deleted."""
        return self.filter(merged_into__isnull=True, deleted_at__isnull=True)

    def with_party(self, codes: Iterable[str]) -> Self:
        """At least one of the countries was represented."""
        return self.filter(parties__overlap=list(codes))

    def with_parties_exactly(self, codes: Iterable[str]) -> Self:
        """These countries were represented, no others, and no organization."""
        return self.filter(parties=sorted(set(codes)), organizations=[])

    def with_organization(self, slugs: Iterable[str]) -> Self:
        """At least one of the organizations was represented."""
        return self.filter(organizations__overlap=list(slugs))

    def with_person(self, ids: Iterable[UUID]) -> Self:
        """At least one of the persons took part; one who was merged is looked for as the survivor."""
        through: Any = self.model._meta.get_field("participations").related_model
        persons: Any = through._meta.get_field("person").related_model
        wanted = list(ids)
        survivors = persons.objects.filter(pk__in=wanted, merged_into__isnull=False).values("merged_into")
        took_part = through.objects.filter(Q(person__in=wanted) | Q(person__in=survivors), meeting=OuterRef("pk"))
        return self.filter(Exists(took_part))

    def with_portfolio(self, portfolios: Iterable[str]) -> Self:
        """At least one of the fields of government was represented."""
        return self.filter(portfolios__overlap=list(portfolios))

    def told_by(self, documents: Iterable[UUID]) -> Self:
        """At least one of the documents tells of it."""
        claims = self.model._meta.get_field("claims").related_model
        return self.filter(Exists(claims._default_manager.filter(meeting=OuterRef("pk"), document__in=list(documents))))

    def overlapping(self, since: date | None, until: date | None) -> Self:
        """Took place, as far as is known, within the days, both inclusive. Undated ones are left out."""
        found = self.filter(start_earliest__isnull=False)
        if until:
            found = found.filter(start_earliest__lte=until)
        if since:
            ended_since = Q(end_latest__gte=since) | Q(end_latest__isnull=True, start_latest__gte=since)
            found = found.filter(ended_since)
        return found

    def with_participants(self) -> Self:
        """Fetch who took part, with their names, in one further query, by country, organization and name."""
        through: Any = self.model._meta.get_field("participations").related_model
        ordered = through.objects.select_related("person").only(
            "meeting_id", "country_id", "organization_id", "office", "capacity", "flags", "person__name"
        )
        ordered = ordered.order_by("country_id", "organization_id", "person__name", "id")
        return self.prefetch_related(Prefetch("participations", ordered)).defer("search")


class StatementQuerySet(SearchedQuerySet["Statement"]):
    """Statements."""

    def overlapping(self, since: date | None, until: date | None) -> Self:
        """Said, as far as is known, within the days, both inclusive. Undated ones are left out."""
        found = self.filter(day_earliest__isnull=False)
        if until:
            found = found.filter(day_earliest__lte=until)
        if since:
            found = found.filter(day_latest__gte=since)
        return found

    def at_meetings_with_party(self, codes: Iterable[str]) -> Self:
        """Said at or about a meeting at which one of the countries was represented."""
        return self.filter(meeting__parties__overlap=list(codes))

    def with_speaker(self) -> Self:
        """Fetch the speaker's name along."""
        return self.select_related("speaker").defer("search")


class DocumentQuerySet(SearchedQuerySet["Document"]):
    """Documents."""

    def current(self) -> Self:
        """The newest revisions."""
        return self.filter(superseded_by__isnull=True)

    def telling_of(self, meetings: Iterable[UUID]) -> Self:
        """Which tell of at least one of the meetings."""
        claims = self.model._meta.get_field("meeting_claims").related_model
        return self.filter(Exists(claims._default_manager.filter(document=OuterRef("pk"), meeting__in=list(meetings))))

    def with_meetings(self) -> Self:
        """Fetch which current meetings each tells of, in one further query."""
        claims: Any = self.model._meta.get_field("meeting_claims").related_model
        told = claims.objects.filter(meeting__merged_into__isnull=True, meeting__deleted_at__isnull=True)
        told = told.filter(meeting__isnull=False).only("document_id", "meeting_id").order_by("ordinal", "id")
        return self.prefetch_related(Prefetch("meeting_claims", told, to_attr="current_claims")).defer("search")


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons."""

    def current(self) -> Self:
        """Neither merged into another nor deleted."""
        return self.filter(merged_into__isnull=True, deleted_at__isnull=True)

    def named(self, text: str) -> Self:
        """With a name like this in any spelling, by its letters or its sounds; `relevance` (0 to 1000) tells how like."""
        names: Any = self.model._meta.get_field("names").related_model
        folded = fold(text)
        if not folded:
            return self.none()
        alike = names.objects.filter(Q(folded__trigram_word_similar=folded) | Q(keys__contains=keys(text)))
        best = alike.filter(person=OuterRef("pk")).annotate(likeness=TrigramWordSimilarity(folded, "folded"))
        best = best.order_by("-likeness").values("likeness")[:1]
        relevance = Cast(Subquery(best) * Value(1000.0), models.IntegerField())
        return self.filter(pk__in=alike.values("person")).annotate(relevance=relevance)

    def with_office(self, title: str) -> Self:
        """Who held, or took part in a meeting with, an office whose title has these words."""
        tenures: Any = self.model._meta.get_field("tenures").related_model
        participations: Any = self.model._meta.get_field("participations").related_model
        held = tenures._default_manager.filter(person=OuterRef("pk"), office__title__icontains=title)
        stated = participations._default_manager.filter(person=OuterRef("pk"), office__icontains=title)
        return self.filter(Exists(held) | Exists(stated))

    def with_details(self) -> Self:
        """Fetch names, offices, and how many meetings and statements there are."""
        names: Any = self.model._meta.get_field("names").related_model
        tenures: Any = self.model._meta.get_field("tenures").related_model
        held = tenures.objects.select_related("office").order_by(F("from_earliest").asc(nulls_last=True), "office__title", "id")
        return self.annotate(
            meeting_count=self._counted("participations", meeting__merged_into=None, meeting__deleted_at=None),
            statement_count=self._counted("statements"),
        ).prefetch_related(Prefetch("names", names.objects.order_by("name", "id")), Prefetch("tenures", held))

    def _counted(self, relation: str, **conditions: Any) -> Coalesce:
        related: Any = self.model._meta.get_field(relation)
        rows = related.related_model.objects.filter(**{related.field.name: OuterRef("pk")}, **conditions).order_by()
        counted = rows.values(related.field.name).annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted), 0)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Organizations."""

    def with_members(self) -> Self:
        """Fetch the member countries' codes in one further query."""
        countries: Any = self.model._meta.get_field("members").related_model
        return self.prefetch_related(Prefetch("members", countries.objects.only("code")))


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence."""

    def with_quotes(self, longest: int) -> Self:
        """Fetch the proving words, at most so many code points, as `words`, without the rest of the document's text."""
        length = Least(F("end") - F("start"), Value(longest))
        return (
            self.annotate(words=Substr("document__text", F("start") + 1, length))
            .select_related("claim")
            .only(*(f.attname for f in self.model._meta.concrete_fields), "claim__meeting_id")
        )
