"""Which resources have a published form, what it is rendered from, and what of it lists filter and sort by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.db.models import Model, Prefetch, QuerySet
from rest_framework.serializers import Serializer

from events.api.serializers.documents import DocumentSerializer
from events.api.serializers.meetings import MeetingSerializer
from events.api.serializers.reference import CountrySerializer, OrganizationSerializer, PersonSerializer
from events.api.serializers.statements import StatementSerializer
from events.models import Country, Document, Meeting, Organization, Person, Statement, Tenure
from events.models.published import (
    PublishedCountry,
    PublishedDocument,
    PublishedMeeting,
    PublishedOrganization,
    PublishedPerson,
    PublishedStatement,
)
from events.names import fold, keys
from events.offices import office_keys

Body = dict[str, Any]
COUNTED = ("version", "updated_at")
"""Fields that publishing itself fills in."""


@dataclass
class Rendered:
    """What a record is to be published as. No body: merged `into` another, or deleted."""

    record: Any
    body: Body | None = None
    into: Any = None
    columns: dict[str, Any] = field(default_factory=dict)
    searched: tuple[str | None, ...] = ()


class Form:
    """The published form of one resource."""

    model: ClassVar[type[Model]]
    published: ClassVar[Any]
    """The table of its versions, a `Published`."""
    serializer: ClassVar[type[Serializer[Any]]]

    @classmethod
    def key(cls, text: str) -> Any:
        """A record's id from its text."""
        return cls.model._meta.pk.to_python(text)

    @classmethod
    def rows(cls) -> QuerySet[Any]:
        """All records, with all that the serializer shows fetched along."""
        return cls.model._default_manager.all()

    @classmethod
    def columns(cls, row: Any) -> dict[str, Any]:
        """What stands beside the body, for lists."""
        return {}

    @classmethod
    def searched(cls, row: Any) -> tuple[str | None, ...]:
        """The texts that a search looks into."""
        return ()

    @classmethod
    def render(cls, ids: Iterable[Any]) -> Iterator[Rendered]:
        """What each record is to be published as. Of ids without a record: as deleted."""
        left = set(ids)
        rows = list(cls.rows().filter(pk__in=left))
        shown = [row for row in rows if not _is_gone(row)]
        bodies = cls.serializer(shown, many=True).data
        for row, body in zip(shown, bodies, strict=True):
            yield Rendered(row.pk, dict(body), None, cls.columns(row), cls.searched(row))
        for row in rows:
            left.discard(row.pk)
            if _is_gone(row):
                yield Rendered(row.pk, into=getattr(row, "merged_into_id", None))
        for key in left:
            yield Rendered(key)


def _is_gone(row: Any) -> bool:
    return getattr(row, "merged_into_id", None) is not None or getattr(row, "deleted_at", None) is not None


def _tenures(person: str) -> Prefetch[Any]:
    """Fetch the offices that somebody held along."""
    return Prefetch(f"{person}__tenures", Tenure.objects.select_related("office"))


def _month(earliest: date | None, latest: date | None) -> str | None:
    """The month in which all these days are."""
    months = {f"{day:%Y-%m}" for day in (earliest, latest) if day}
    return months.pop() if len(months) == 1 else None


def _offices(acting: Iterable[Any], earliest: date | None, latest: date | None) -> list[str]:
    """The keys of the offices in which somebody acted within these days: as stated, and as held by known tenures.

    `acting`: rows with a person (or speaker) who acts for a country or organization, and the office that is stated.
    """
    held: list[tuple[str | None, str | None]] = []
    for row in acting:
        held.append((row.country_id or row.organization_id, row.office))
        person = row.person if hasattr(row, "person") else row.speaker
        if person is None or earliest is None or latest is None:
            continue
        for tenure in person.tenures.all():
            if tenure.from_latest and tenure.from_latest <= earliest and (tenure.to_earliest or latest) >= latest:
                held.append((tenure.office.country_id or tenure.office.organization_id, tenure.office.title))
    return office_keys(held)


class MeetingForm(Form):
    model = Meeting
    published = PublishedMeeting
    serializer = MeetingSerializer

    @classmethod
    def rows(cls) -> QuerySet[Meeting]:
        return Meeting.objects.with_participants().with_documents().prefetch_related(_tenures("participations__person"))

    @classmethod
    def columns(cls, row: Any) -> dict[str, Any]:
        lists = {name: getattr(row, name) for name in ("portfolios", "parties", "organizations")}
        words = {name: getattr(row, name) for name in ("status", "mode", "shape", "level", "city")}
        return (
            lists
            | words
            | {
                "country": row.country_id,
                "confidence": row.confidence,
                "document_count": row.document_count,
                "start_earliest": row.start_earliest,
                "month": _month(row.start_earliest, row.start_latest),
                "last_day": row.end_latest or row.start_latest,
                "persons": [p.person_id for p in row.participations.all()],
                "documents": sorted({claim.document_id for claim in row.claims.all()}),
                "offices": _offices(row.participations.all(), row.start_earliest, row.end_latest or row.start_latest),
                "conflicts": sorted({conflict["field"] for conflict in row.conflicts}),
            }
        )

    @classmethod
    def searched(cls, row: Any) -> tuple[str | None, ...]:
        return (row.title, row.city, *(p.person.name for p in row.participations.all()))


class StatementForm(Form):
    model = Statement
    published = PublishedStatement
    serializer = StatementSerializer

    @classmethod
    def rows(cls) -> QuerySet[Statement]:
        return Statement.objects.with_speaker().prefetch_related(_tenures("speaker"))

    @classmethod
    def columns(cls, row: Any) -> dict[str, Any]:
        return {
            "day_earliest": row.day_earliest,
            "day_latest": row.day_latest,
            "speaker": row.speaker_id,
            "institution": row.institution,
            "country": row.country_id,
            "kind_of_speech": row.kind,
            "meeting": row.meeting_id,
            "parties": row.meeting.parties if row.meeting else [],
            "document": row.document_id,
            "offices": _offices([row], row.day_earliest, row.day_latest),
            "confidence": row.confidence,
        }

    @classmethod
    def searched(cls, row: Any) -> tuple[str | None, ...]:
        return (row.text,)


class PersonForm(Form):
    model = Person
    published = PublishedPerson
    serializer = PersonSerializer

    @classmethod
    def rows(cls) -> QuerySet[Person]:
        return Person.objects.with_details().with_stated_offices()

    @classmethod
    def columns(cls, row: Any) -> dict[str, Any]:
        spellings = sorted({row.name, *(n.name for n in row.names.all())})
        titles = {tenure.office.title for tenure in row.tenures.all()} | {title for title in row.stated_offices if title}
        return {
            "name": row.name,
            "country": row.country_id,
            "spellings": "\n".join(dict.fromkeys(fold(name) for name in spellings)),
            "keys": sorted({key for name in spellings for key in keys(name)}),
            "offices": "\n".join(sorted(titles)),
        }


class DocumentForm(Form):
    model = Document
    published = PublishedDocument
    serializer = DocumentSerializer

    @classmethod
    def rows(cls) -> QuerySet[Document]:
        return Document.objects.with_meetings().defer("text", "search")

    @classmethod
    def columns(cls, row: Any) -> dict[str, Any]:
        names = ("published", "external_id", "publisher", "language", "status")
        return {name: getattr(row, name) for name in names} | {
            "meetings": list(dict.fromkeys(claim.meeting_id for claim in row.current_claims)),
            "is_newest": row.superseded_by_id is None,
        }


class CountryForm(Form):
    model = Country
    published = PublishedCountry
    serializer = CountrySerializer


class OrganizationForm(Form):
    model = Organization
    published = PublishedOrganization
    serializer = OrganizationSerializer

    @classmethod
    def rows(cls) -> QuerySet[Organization]:
        return Organization.objects.with_members()


FORMS: dict[str, type[Form]] = {
    "countries": CountryForm,
    "organizations": OrganizationForm,
    "documents": DocumentForm,
    "persons": PersonForm,
    "meetings": MeetingForm,
    "statements": StatementForm,
}
"""In the order in which records that embed each other come to be."""


def written(body: Body) -> str:
    """A body as it is stored: compact JSON in the order of the serializer's fields."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
