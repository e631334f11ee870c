"""Reading verbs: what can be asked of the record, in the words of the field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

if TYPE_CHECKING:
    from events.models import Meeting, Person  # noqa: F401


class PersonQuerySet(models.QuerySet["Person"]):
    """Persons."""

    def current(self) -> PersonQuerySet:
        """Neither merged into another nor deleted."""
        return self.filter(merged_into__isnull=True, deleted_at__isnull=True)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def current(self) -> MeetingQuerySet:
        """Neither merged into another nor deleted."""
        return self.filter(merged_into__isnull=True, deleted_at__isnull=True)

    def with_party(self, codes: Iterable[str]) -> MeetingQuerySet:
        """At least one of the countries was represented."""
        return self.filter(parties__overlap=list(codes))

    def with_parties_exactly(self, codes: Iterable[str]) -> MeetingQuerySet:
        """These countries were represented, no others, and no organization."""
        return self.filter(parties=sorted(codes), organizations=[])

    def with_organization(self, slugs: Iterable[str]) -> MeetingQuerySet:
        """At least one of the organizations was represented."""
        return self.filter(organizations__overlap=list(slugs))

    def with_person(self, ids: Iterable[UUID]) -> MeetingQuerySet:
        """At least one of the persons took part."""
        through = self.model._meta.get_field("participations").related_model
        return self.filter(Exists(through._default_manager.filter(meeting=OuterRef("pk"), person__in=list(ids))))

    def overlapping(self, since: date | None, until: date | None) -> MeetingQuerySet:
        """Took place, as far as is known, within the days, both inclusive. Undated ones are left out."""
        found = self.filter(start_earliest__isnull=False)
        if until:
            found = found.filter(start_earliest__lte=until)
        if since:
            ended_since = Q(end_latest__gte=since) | Q(end_latest__isnull=True, start_latest__gte=since)
            found = found.filter(ended_since)
        return found
