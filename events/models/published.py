"""The published form of every public resource: the JSON that clients see, each version with the span of time in which it held.

Lists and details read these tables alone. Their former rows are the history and answer `as_of`; their sequence is the change
feed; their current ones are the snapshot. Only events.publishing writes them.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Upper

from events.models.base import choices, one_of
from events.publishing.periods import Periods
from events.publishing.querysets import (
    AFTER_ALL,
    BEFORE_ALL,
    PublishedDocumentQuerySet,
    PublishedMeetingQuerySet,
    PublishedPersonQuerySet,
    PublishedQuerySet,
    PublishedStatementQuerySet,
)
from events.search import Neighbours
from events.vocabulary import ChangeKind

CURRENT = Q(until__isnull=True, body__isnull=False)
OFFICES = "events.offices.office_keys of those stated, and of those held on that day by known tenures."
COUNTED_BY = ("month", "status", "mode", "level", "shape", "country")
"""Columns that meetings are counted by, in an index of their own: rows with their bodies are twenty times as large.

Lists stand in no such index: long ones would not fit.
"""


class Published(models.Model):
    """One version of a record as clients see it. Without a body: since then it is merged into another, or deleted.

    It holds from `position` (inclusive) until `until` (exclusive; null: it is the current one).
    """

    position = models.BigIntegerField(primary_key=True, help_text="When it came to be (events.publishing.positions).")
    until = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(help_text="Counts the record's changes.")
    kind = models.CharField(max_length=8, choices=choices(ChangeKind))
    body = models.TextField(null=True, help_text="JSON, compact, with addresses that begin at the host's root.")
    at = models.DateTimeField()
    by = models.CharField(max_length=200, null=True, help_text="Whose change it was; null: what documents tell.")
    updated_at = models.DateTimeField(help_text="As in the body.")

    resource: ClassVar[str]
    record: "models.Field[Any, Any]"
    into: "models.Field[Any, Any]"

    objects = PublishedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.record}, version {self.version}"


def _kept(name: str) -> list[models.Index]:
    """What finds the versions of a record, those of a time, and those that ended somewhere."""
    return [
        models.Index(fields=["record", "position"], name=f"pub_{name}_history"),
        models.Index(fields=["at", "position"], name=f"pub_{name}_at"),
        models.Index(fields=["until"], condition=Q(until__isnull=False), name=f"pub_{name}_ended"),
    ]


def _sorted_by_day(name: str, column: str) -> list[models.Index]:
    """Newest first and oldest first, undated rows last either way; and newest first among all versions, for `as_of`."""
    newest = Coalesce(column, models.Value(BEFORE_ALL, models.DateField())).desc()
    oldest = Coalesce(column, models.Value(AFTER_ALL, models.DateField())).asc()
    return [
        models.Index(newest, F("record").desc(), condition=CURRENT, name=f"pub_{name}_newest"),
        models.Index(oldest, F("record").asc(), condition=CURRENT, name=f"pub_{name}_oldest"),
        models.Index(newest, F("record").desc(), name=f"pub_{name}_ever"),
    ]


def _sorted_by_change(name: str) -> models.Index:
    return models.Index(fields=["updated_at", "record"], condition=CURRENT, name=f"pub_{name}_updated")


def _holds(name: str, *columns: str) -> list[models.Index]:
    """Which current rows hold a word in a list or text."""
    return [GinIndex(fields=[column], condition=CURRENT, name=f"pub_{name}_{column}"[:30]) for column in columns]


def _searched(name: str, day: str) -> models.Index:
    """Which current rows of which time hold a word, and which words side by side."""
    return GinIndex(F("search"), Periods(day), Neighbours("search"), condition=CURRENT, name=f"pub_{name}_search")


def _once(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["record"], condition=Q(until__isnull=True), name=f"pub_{name}_one_current"),
        models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("position")), name=f"pub_{name}_span"),
        one_of(ChangeKind, "kind", f"pub_{name}_kind_known"),
    ]


class PublishedMeeting(Published):
    """A meeting."""

    record = models.UUIDField()
    into = models.UUIDField(null=True)
    start_earliest = models.DateField(null=True)
    last_day = models.DateField(null=True, help_text="On which it may at the latest have ended.")
    month = models.CharField(max_length=7, null=True, help_text='In which it began: "2023-04", where that much is known.')
    status = models.CharField(max_length=10, null=True)
    mode = models.CharField(max_length=10, null=True)
    shape = models.CharField(max_length=15, null=True)
    level = models.CharField(max_length=20, null=True)
    country = models.CharField(max_length=2, null=True)
    city = models.CharField(max_length=120, null=True)
    portfolios = ArrayField(models.CharField(max_length=20), default=list)
    parties = ArrayField(models.CharField(max_length=2), default=list)
    organizations = ArrayField(models.CharField(max_length=60), default=list)
    persons = ArrayField(models.UUIDField(), default=list)
    documents = ArrayField(models.UUIDField(), default=list)
    offices = ArrayField(models.TextField(), default=list, help_text=OFFICES)
    conflicts = ArrayField(models.CharField(max_length=20), default=list, help_text="Fields about which documents disagree.")
    confidence = models.FloatField(default=0)
    document_count = models.PositiveIntegerField(default=0)
    search = SearchVectorField(null=True)

    objects = PublishedMeetingQuerySet.as_manager()  # type: ignore[misc]
    resource: ClassVar[str] = "meetings"

    class Meta:
        indexes = [
            *_kept("meeting"),
            *_sorted_by_day("meeting", "start_earliest"),
            _sorted_by_change("meeting"),
            *_holds("meeting", "parties", "organizations", "persons", "documents", "portfolios", "offices", "conflicts"),
            _searched("meeting", "start_earliest"),
            models.Index(fields=["start_earliest"], include=COUNTED_BY, condition=CURRENT, name="pub_meeting_counted"),
            models.Index(fields=["country"], condition=CURRENT, name="pub_meeting_country"),
            models.Index(Upper("city"), condition=CURRENT, name="pub_meeting_city"),
        ]
        constraints = _once("meeting")


class PublishedStatement(Published):
    """A statement."""

    record = models.UUIDField()
    into = models.UUIDField(null=True)
    day_earliest = models.DateField(null=True)
    day_latest = models.DateField(null=True)
    speaker = models.UUIDField(null=True)
    institution = models.CharField(max_length=300, null=True)
    country = models.CharField(max_length=2, null=True)
    kind_of_speech = models.CharField(max_length=10, null=True)
    meeting = models.UUIDField(null=True)
    parties = ArrayField(models.CharField(max_length=2), default=list, help_text="Of its meeting.")
    document = models.UUIDField(null=True)
    offices = ArrayField(models.TextField(), default=list, help_text=OFFICES)
    confidence = models.FloatField(default=0)
    search = SearchVectorField(null=True)

    objects = PublishedStatementQuerySet.as_manager()  # type: ignore[misc]
    resource: ClassVar[str] = "statements"

    class Meta:
        indexes = [
            *_kept("statement"),
            *_sorted_by_day("statement", "day_earliest"),
            _sorted_by_change("statement"),
            *_holds("statement", "parties", "offices"),
            _searched("statement", "day_earliest"),
            models.Index(fields=["speaker"], condition=CURRENT, name="pub_statement_speaker"),
            models.Index(fields=["meeting"], condition=CURRENT, name="pub_statement_meeting"),
            models.Index(fields=["document"], condition=CURRENT, name="pub_statement_document"),
            models.Index(fields=["country"], condition=CURRENT, name="pub_statement_country"),
            models.Index(Upper("institution"), condition=CURRENT, name="pub_statement_institution"),
        ]
        constraints = _once("statement")


class PublishedPerson(Published):
    """A person."""

    record = models.UUIDField()
    into = models.UUIDField(null=True)
    name = models.CharField(max_length=200, null=True)
    country = models.CharField(max_length=2, null=True)
    spellings = models.TextField(null=True, help_text="events.names.fold of all spellings, one a line.")
    keys = ArrayField(models.CharField(max_length=60), default=list, help_text="events.names.keys of all spellings.")
    offices = models.TextField(null=True, help_text="Titles held or stated, one a line.")

    objects = PublishedPersonQuerySet.as_manager()  # type: ignore[misc]
    resource: ClassVar[str] = "persons"

    class Meta:
        indexes = [
            *_kept("person"),
            models.Index(fields=["name", "record"], condition=CURRENT, name="pub_person_name"),
            _sorted_by_change("person"),
            *_holds("person", "keys"),
            GinIndex(OpClass("spellings", "gin_trgm_ops"), condition=CURRENT, name="pub_person_spellings"),
            GinIndex(OpClass(Upper("offices"), "gin_trgm_ops"), condition=CURRENT, name="pub_person_offices"),
            models.Index(fields=["country"], condition=CURRENT, name="pub_person_country"),
        ]
        constraints = _once("person")


class PublishedDocument(Published):
    """A document; its text is read where it is stored."""

    record = models.UUIDField()
    into = models.UUIDField(null=True)
    published = models.DateField(null=True)
    external_id = models.CharField(max_length=300, null=True)
    publisher = models.CharField(max_length=300, null=True)
    language = models.CharField(max_length=12, null=True)
    status = models.CharField(max_length=10, null=True)
    meetings = ArrayField(models.UUIDField(), default=list)
    is_newest = models.BooleanField(default=True, help_text="False for a former revision.")

    objects = PublishedDocumentQuerySet.as_manager()  # type: ignore[misc]
    resource: ClassVar[str] = "documents"

    class Meta:
        indexes = [
            *_kept("document"),
            *_sorted_by_day("document", "published"),
            _sorted_by_change("document"),
            *_holds("document", "meetings"),
            models.Index(fields=["external_id"], condition=CURRENT, name="pub_document_external_id"),
            models.Index(Upper("publisher"), condition=CURRENT, name="pub_document_publisher"),
        ]
        constraints = _once("document")


class PublishedCountry(Published):
    """A country."""

    record = models.CharField(max_length=2)
    into = models.CharField(max_length=2, null=True)

    resource: ClassVar[str] = "countries"

    class Meta:
        indexes = _kept("country")
        constraints = _once("country")


class PublishedOrganization(Published):
    """An organization."""

    record = models.CharField(max_length=60)
    into = models.CharField(max_length=60, null=True)

    resource: ClassVar[str] = "organizations"

    class Meta:
        indexes = _kept("organization")
        constraints = _once("organization")


PUBLISHED: tuple[type[Published], ...] = (
    PublishedMeeting,
    PublishedStatement,
    PublishedPerson,
    PublishedDocument,
    PublishedCountry,
    PublishedOrganization,
)
