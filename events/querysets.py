"""What is fetched with the record's rows. What clients can ask of the record stands in events.publishing.querysets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, F, OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce, Least, Substr

from events.anchors import on_document, on_name
from events.search import query
from events.vocabulary import DecisionKind

if TYPE_CHECKING:
    from events.models import (  # noqa: F401
        Decision,
        Document,
        Evidence,
        Meeting,
        MeetingClaim,
        Organization,
        Person,
        Statement,
    )


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def current(self) -> Self:
        """Neither merged into another nor deleted."""
        return self.filter(merged_into__isnull=True, deleted_at__isnull=True)

    def with_participants(self) -> Self:
        """Fetch who took part, with their names, in one further query, by country, organization and name."""
        through: Any = self.model._meta.get_field("participations").related_model
        ordered = through.objects.select_related("person").only(
            "meeting_id", "country_id", "organization_id", "office", "capacity", "flags", "person__name"
        )
        ordered = ordered.order_by("country_id", "organization_id", "person__name", "id")
        return self.prefetch_related(Prefetch("participations", ordered))

    def with_documents(self) -> Self:
        """Fetch which documents tell of each, in one further query."""
        claims: Any = self.model._meta.get_field("claims").related_model
        return self.prefetch_related(Prefetch("claims", claims.objects.only("meeting_id", "document_id")))


class MeetingClaimQuerySet(models.QuerySet["MeetingClaim"]):
    """Claims."""

    def with_documents(self) -> Self:
        """Fetch along of each document what comparing and settling look at."""
        shown = [field.attname for field in self.model._meta.concrete_fields]
        told = ("external_id", "sha256", "publisher", "is_primary", "published", "duplicate_of_id")
        return self.select_related("document").only(*shown, *(f"document__{name}" for name in told))


class StatementQuerySet(models.QuerySet["Statement"]):
    """Statements."""

    def current(self) -> Self:
        """Neither rejected nor deleted by an editor."""
        return self.filter(deleted_at__isnull=True)

    def with_speaker(self) -> Self:
        """Fetch the speaker's name and the parties of its meeting along."""
        shown = [field.attname for field in self.model._meta.concrete_fields]
        return self.select_related("speaker", "meeting").only(*shown, "speaker__name", "meeting__parties")


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents."""

    def matching(self, text: str) -> Self:
        """Whose title and text have these words (events.search.query)."""
        return self.filter(search=query(text))

    def telling_of(self, meetings: Iterable[UUID]) -> Self:
        """Which tell of at least one of the meetings."""
        claims: Any = self.model._meta.get_field("meeting_claims").related_model
        return self.filter(pk__in=claims.objects.filter(meeting__in=list(meetings)).values("document"))

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

    def with_details(self) -> Self:
        """Fetch names, offices, and how many meetings and statements there are."""
        names: Any = self.model._meta.get_field("names").related_model
        tenures: Any = self.model._meta.get_field("tenures").related_model
        held = tenures.objects.select_related("office").order_by(F("from_earliest").asc(nulls_last=True), "office__title", "id")
        return self.annotate(
            meeting_count=self._counted("participations", meeting__merged_into=None, meeting__deleted_at=None),
            statement_count=self._counted("statements", deleted_at=None),
        ).prefetch_related(Prefetch("names", names.objects.order_by("name", "id")), Prefetch("tenures", held))

    def with_stated_offices(self) -> Self:
        """The titles with which meetings tell of them, as `stated_offices`."""
        participations: Any = self.model._meta.get_field("participations").related_model
        told = participations.objects.filter(person=OuterRef("pk"), office__isnull=False).order_by().values("office").distinct()
        return self.annotate(stated_offices=ArraySubquery(told))

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


def proving_words(length: Any) -> Coalesce:
    """What a row of evidence quotes: a stretch of the document's text, or the excerpt, where that is all there is of it."""
    return Coalesce("excerpt", Substr("document__text", F("start") + 1, length), output_field=models.TextField())


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence."""

    def with_quotes(self, longest: int) -> Self:
        """Fetch the proving words, at most so many code points, as `words`, without the rest of the document's text."""
        return (
            self.annotate(words=proving_words(Least(F("end") - F("start"), Value(longest))))
            .select_related("claim")
            .only(*(f.attname for f in self.model._meta.concrete_fields), "claim__meeting_id")
        )


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions."""

    def standing(self) -> Self:
        """Which nobody has revoked, in the order in which they were made."""
        return self.filter(revoked_at__isnull=True).order_by("at", "id")

    def mergers(self) -> Self:
        """Which say of two records that they are one (Decision.is_merger)."""
        return self.filter(models.Q(kind=DecisionKind.MERGE) | models.Q(payload__same=True))

    def hanging_on(self, documents: Iterable[str] = (), names: Iterable[str] = ()) -> Self:
        """Which bind evidence of these documents (external ids) or these names."""
        return self.filter(evidence__overlap=sorted({*map(on_document, documents), *map(on_name, names)}))
