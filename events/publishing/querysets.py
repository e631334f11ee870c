"""What can be asked of the published record, now or at any past position, in the words of the field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, Least, Upper
from django.db.models.lookups import LessThanOrEqual

from events.names import LONGEST_KEY, fold, sought
from events.places import Place
from events.search import Neighbours, has_phrases, query

if TYPE_CHECKING:
    from events.models.published import (  # noqa: F401
        Published,
        PublishedDocument,
        PublishedMeeting,
        PublishedPerson,
        PublishedStatement,
    )

P = TypeVar("P", bound="Published")
BEFORE_ALL, AFTER_ALL = date.min, date.max
"""What undated rows count as: in either order they come last."""


class DayOr(models.Func):
    """A day, or what undated rows count as.

    That stands in the SQL as a literal: a parameter would not be seen to be the expression of an index. `apart`: equal to it,
    but not the expression of any index, so that PostgreSQL finds first and sorts then.
    """

    template = "COALESCE(%(expressions)s, '%(undated)s'::date)%(apart)s"
    output_field = models.DateField()

    def __init__(self, column: str, undated: date, *, apart: bool = False) -> None:
        super().__init__(models.F(column), undated=undated.isoformat(), apart=" + 0" if apart else "")


@models.Field.register_lookup
class AnyOf(models.Lookup):
    """`column = ANY(array)`: one statement however many values there are, so that it is prepared once."""

    lookup_name = "any"

    def get_prep_lookup(self) -> list[Any]:
        return [self.lhs.output_field.get_prep_value(value) for value in self.rhs]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_parameters = self.process_lhs(compiler, connection)
        rhs, rhs_parameters = self.process_rhs(compiler, connection)
        return f"{lhs} = ANY({rhs})", [*lhs_parameters, *rhs_parameters]


class PublishedQuerySet(models.QuerySet[P]):
    """Versions of records."""

    def current(self) -> Self:
        """Records as they are, neither merged into others nor deleted."""
        return self.filter(until__isnull=True, body__isnull=False)

    def as_of(self, position: int) -> Self:
        """Records as they were at a position."""
        held = Q(until__isnull=True) | Q(until__gt=position)
        return self.filter(held, position__lte=position, body__isnull=False)

    def at(self, position: int | None) -> Self:
        """Records as they were at a position; None: as they are."""
        return self.current() if position is None else self.as_of(position)

    def held(self, position: int | None) -> Self:
        """The versions that held at a position, or hold now; be it that the records are gone."""
        if position is None:
            return self.filter(until__isnull=True)
        return self.filter(Q(until__isnull=True) | Q(until__gt=position), position__lte=position)

    def of(self, record: Any, position: int | None) -> Self:
        """The version of a record that held at a position, or holds now; be it that it is gone."""
        return self.filter(record=record).held(position)


class SearchedQuerySet(PublishedQuerySet[P]):
    """Records with a `search` column."""

    def matching(self, text: str) -> Self:
        """Whose words match (events.search.query); `relevance` tells how well."""
        found = self.filter(search=query(text)).alias(relevance=_relevance(_rank(text)))
        if has_phrases(text):
            found = found.alias(neighbours=Neighbours("search")).filter(neighbours__contains=Neighbours(query(text)))
        return found


class PublishedMeetingQuerySet(SearchedQuerySet["PublishedMeeting"]):
    """Meetings."""

    def with_party(self, codes: Iterable[str]) -> Self:
        """At least one of the countries was represented."""
        return self.filter(parties__overlap=list(codes))

    def with_parties_exactly(self, codes: Iterable[str]) -> Self:
        """These countries were represented, no others, and no organization."""
        # Said twice: the index knows what contains, not what equals.
        wanted = sorted(set(codes))
        return self.filter(parties=wanted, parties__contains=wanted, organizations=[])

    def with_organization(self, slugs: Iterable[str]) -> Self:
        """At least one of the organizations was represented."""
        return self.filter(organizations__overlap=list(slugs))

    def with_person(self, ids: Iterable[UUID]) -> Self:
        """At least one of the persons took part."""
        return self.filter(persons__overlap=list(ids))

    def with_portfolio(self, portfolios: Iterable[str]) -> Self:
        """At least one of the fields of government was represented."""
        return self.filter(portfolios__overlap=list(portfolios))

    def told_by(self, documents: Iterable[UUID]) -> Self:
        """At least one of the documents tells of it."""
        return self.filter(documents__overlap=list(documents))

    def in_office(self, keys: Iterable[str]) -> Self:
        """Somebody took part in one of these offices (events.offices)."""
        return self.filter(offices__overlap=list(keys))

    def disputed(self, fields: Iterable[str]) -> Self:
        """Documents disagree about at least one of the fields."""
        return self.filter(conflicts__overlap=list(fields))

    def at_places(self, places: Iterable[Place]) -> Self:
        """In one of the cities."""
        spelt = [(name.upper(), place.country) for place in places for name in place.spellings]
        cities = self.alias(spelt=Upper("city"), lies=Concat(Upper("city"), Value("/"), "country"))
        # Said twice: the index knows the city's name.
        return cities.filter(spelt__any=[name for name, _ in spelt], lies__any=["/".join(pair) for pair in spelt])

    def overlapping(self, since: date | None, until: date | None) -> Self:
        """Took place, as far as is known, within the days, both inclusive. Undated ones are left out."""
        found = self.filter(start_earliest__isnull=False)
        if until:  # said twice: the second is where the list's index begins
            found = found.filter(start_earliest__lte=until).filter(LessThanOrEqual(DayOr("start_earliest", BEFORE_ALL), until))
        return found.filter(last_day__gte=since) if since else found


class PublishedStatementQuerySet(SearchedQuerySet["PublishedStatement"]):
    """Statements."""

    def overlapping(self, since: date | None, until: date | None) -> Self:
        """Said, as far as is known, within the days, both inclusive. Undated ones are left out."""
        found = self.filter(day_earliest__isnull=False)
        if until:  # said twice: the second is where the list's index begins
            found = found.filter(day_earliest__lte=until).filter(LessThanOrEqual(DayOr("day_earliest", BEFORE_ALL), until))
        return found.filter(day_latest__gte=since) if since else found

    def in_office(self, keys: Iterable[str]) -> Self:
        """Somebody spoke in one of these offices (events.offices)."""
        return self.filter(offices__overlap=list(keys))

    def with_party(self, codes: Iterable[str]) -> Self:
        """Said at or about a meeting at which one of the countries was represented."""
        return self.filter(parties__overlap=list(codes))


class PublishedPersonQuerySet(PublishedQuerySet["PublishedPerson"]):
    """Persons."""

    def named(self, text: str) -> Self:
        """With a name like this in any spelling, by its letters or its sounds; `relevance` (0 to 1000) tells how like."""
        if not fold(text):
            return self.none().annotate(relevance=Value(0, models.IntegerField()))
        return self.like(fold(text), sought(text))

    def like(self, folded: str, sounds: list[str]) -> Self:
        """`named`, by what stands for the name in the columns `spellings` and `keys`."""
        likeness = Cast(TrigramWordSimilarity(folded, "spellings") * Value(1000.0), models.IntegerField())
        # One parameter however many sounds there are, so that it is prepared once.
        sounding = Q(keys__contains=Value(sounds, ArrayField(models.CharField(max_length=LONGEST_KEY))))
        return self.filter(Q(spellings__trigram_word_similar=folded) | sounding).annotate(relevance=likeness)

    def with_office(self, title: str) -> Self:
        """Who held, or took part in a meeting with, an office whose title has these words."""
        return self.filter(offices__icontains=title)


class PublishedDocumentQuerySet(PublishedQuerySet["PublishedDocument"]):
    """Documents."""

    def matching(self, text: str) -> Self:
        """Whose title and text have these words. Texts never change, so they are looked into where they are stored."""
        documents: Any = apps.get_model("events", "Document")
        found = documents.objects.matching(text)
        own = found.filter(pk=OuterRef("record")).values(rank=_rank(text))
        return self.filter(record__in=found.values("pk")).alias(relevance=_relevance(Subquery(own)))

    def newest(self) -> Self:
        """No former revisions."""
        return self.filter(is_newest=True)

    def telling_of(self, meetings: Iterable[UUID]) -> Self:
        """Which tell of at least one of the meetings."""
        return self.filter(meetings__overlap=list(meetings))


def _rank(text: str) -> SearchRank:
    """How often and how close together the words stand in `search`."""
    return SearchRank(models.F("search"), query(text), cover_density=True)


def _relevance(rank: Any) -> Cast:
    """A rank of PostgreSQL's, from 0 on, as a whole number: what a cursor can hold exactly."""
    return Cast(Least(rank * Value(1e6), Value(1e9)), models.IntegerField())
