"""Counts of meetings: with whom a country or person met, and what charts are drawn from.

What is counted is narrowed by the filters of meetings. All is counted at once, within a budget, and shown by pages.
"""

import json
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import F, UUIDField
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from events.api.budgets import TooMuch, budget
from events.api.filters import MEETING_FILTERS
from events.api.finding import find
from events.api.formats import Format
from events.api.kinds import Choice
from events.api.pagination import Paging
from events.api.parameters import Parameter
from events.api.published import PublishedViewSet
from events.api.serializers.tallies import CounterpartSerializer, PersonCounterpartSerializer, StatSerializer
from events.api.sorting import Sort, by_number
from events.models.published import Published, PublishedCountry, PublishedMeeting, PublishedPerson
from events.publishing.querysets import PublishedMeetingQuerySet
from events.publishing.tallies import ACTING, DIMENSIONS, MOST, Each, Tally, TooManyGroups, count_by, counterparts

UNKNOWN = "~"
"""What stands for null in a key: behind all words."""
MOST_DIMENSIONS = 3


@dataclass(frozen=True)
class Counted:
    """A row: what it shows, its key, and how many meetings it counts."""

    key: str
    sorted_by: int
    record: dict[str, Any]


class TallyViewSet(PublishedViewSet):
    """A list of counts of meetings."""

    queryset = PublishedMeeting.objects.all()
    key = "key"
    takes_all = False
    formats = (Format.JSON, Format.NDJSON, Format.CSV)
    orderings: ClassVar[dict[str, Sort | None]] = {"meeting_count": by_number("sorted_by")}
    default_ordering = "-meeting_count"

    @abstractmethod
    def count(self, rows: PublishedMeetingQuerySet) -> Sequence[Counted]:
        """All there is to show of these meetings."""

    def counted(self) -> Sequence[Counted]:
        """All there is to show of the meetings that are asked for."""
        with budget():
            try:
                rows: Any = self.narrowed()
                return self.count(rows)
            except TooManyGroups:
                raise TooMuch(f"There are more than {MOST:,} combinations: narrow the question by further parameters.") from None

    def _page(self, request: Request) -> HttpResponse:
        paging = Paging(request, self.asked, self.get_ordering())
        shown = self.shaped([dict(row.record) for row in paging.read_counted(self.counted())])
        links = paging.links()
        return Response(paging.envelope() | {"results": shown}, headers={"Link": links} if links else None)

    def _pages(self) -> Iterator[Sequence[str]]:
        paging = Paging(self.request, self.asked, self.get_ordering())
        paging.size = MOST
        records = self.shaped([dict(row.record) for row in paging.read_counted(self.counted())])
        return iter([[json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records]])


class StatViewSet(TallyViewSet):
    described = {
        "list": "Count meetings: by month, level, mode, pair or whatever else, for charts. One with several parties or "
        "portfolios counts for each of them."
    }
    serializer_class = StatSerializer
    filters = (
        *MEETING_FILTERS,
        Parameter(
            "by",
            Choice(tuple(DIMENSIONS)),
            "What to count by.",
            several=True,
            comma="each combination of",
            most=MOST_DIMENSIONS,
            default="month",
            example="month,level",
        ),
    )
    orderings = {"value": None, "meeting_count": by_number("sorted_by")}
    default_ordering = "value"

    def count(self, rows: PublishedMeetingQuerySet) -> Sequence[Counted]:
        by = list(dict.fromkeys(self.asked.get("by", ["month"])))
        found = []
        for values, number in count_by(rows, by):
            told = dict(zip(by, values, strict=True))
            key = "/".join(UNKNOWN if value is None else str(value) for value in values)
            if "pair" in told:
                told["pair"] = told["pair"].split(",")
            found.append(Counted(key, number, told | {"meeting_count": number}))
        return found


class CounterpartViewSet(TallyViewSet):
    """Counterparts of one record: `within` is the table of its versions."""

    within: ClassVar[type[Published]]
    filters = MEETING_FILTERS

    @classmethod
    def at_address(cls) -> Any:
        return cls.within

    def get_queryset(self) -> Any:
        find(self.within, self.kwargs["id"], self.position)
        return super().get_queryset()


def _counted(key: Any, tally: Tally, told: dict[str, Any]) -> Counted:
    years = sorted(tally.years.items(), key=lambda item: (item[0] is None, item[0] or 0))
    counts = [{"year": year, "meeting_count": number} for year, number in years]
    return Counted(str(key), tally.total, told | {"meeting_count": tally.total, "years": counts})


class CountryCounterpartViewSet(CounterpartViewSet):
    described = {"list": "List the counterparts of a country: which others, and which organizations, it met, by year."}
    serializer_class = CounterpartSerializer
    lookup_value_converter = "slug"
    within = PublishedCountry

    def count(self, rows: PublishedMeetingQuerySet) -> Sequence[Counted]:
        one = self.kwargs["id"]
        found = counterparts(rows.with_party([one]), Each(ACTING), one)
        return [
            _counted(key, tally, {"country": key if key.isupper() else None, "organization": None if key.isupper() else key})
            for key, tally in found.items()
        ]


class PersonCounterpartViewSet(CounterpartViewSet):
    described = {
        "list": "List the counterparts of a person: who else took part in the same meetings and does not act for the same "
        "country, by year."
    }
    serializer_class = PersonCounterpartSerializer
    within = PublishedPerson

    def count(self, rows: PublishedMeetingQuerySet) -> Sequence[Counted]:
        one = self.kwargs["id"]
        found = counterparts(rows.with_person([one]), Each(F("persons"), output_field=UUIDField()), one)
        persons = PublishedPerson.objects.at(self.position).filter(record__any=[one, *found])
        known = {record: (name, country) for record, name, country in persons.values_list("record", "name", "country")}
        own = known.get(one, (None, None))[1]
        told = {
            record: {"person": {"id": str(record), "name": name}, "country": country}
            for record, (name, country) in known.items()
            if country is None or country != own
        }
        return [_counted(record, tally, told[record]) for record, tally in found.items() if record in told]
