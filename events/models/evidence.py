"""What each document claims, and the words that prove it. The record is settled from these rows."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from events.identifiers import uuid7
from events.models.base import choices, one_of, partial_date
from events.models.document import Document
from events.models.meeting import Meeting, Participation
from events.models.reference import Country, Organization, Person
from events.models.statement import Statement
from events.partial_dates import PartialDate
from events.querysets import EvidenceQuerySet, MeetingClaimQuerySet
from events.vocabulary import Level, Mode, Prominence, Status


class PersonMention(models.Model):
    """A person as one document names him or her, in the fullest form that it uses. Mentions are clustered into persons."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="person_mentions")
    ordinal = models.PositiveIntegerField(help_text="Its place in the document's own reading.")
    name = models.CharField(max_length=200)
    keys = ArrayField(
        models.CharField(max_length=60), default=list, help_text="events.names.keys(name): spellings of a name share them."
    )
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=200, null=True, blank=True)
    is_actor = models.BooleanField(default=True, help_text="A political or diplomatic actor; analysts who are quoted are none.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    is_rejected = models.BooleanField(default=False, help_text="Misread, by an editor's word: counts for nothing.")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mentions")

    class Meta:
        ordering = ["document", "ordinal"]
        indexes = [
            GinIndex(fields=["keys"], name="person_mention_keys"),
            models.Index(fields=["name"], name="person_mention_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="person_mention_once"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="person_mention_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.document}"


class MeetingClaim(models.Model):
    """One document's telling of one meeting; its fields are its evidence rows. Claims are clustered into meetings.

    The date is what the document itself tells: a partial date, or else what stays open of one (`month`, `day`, `weekday`
    without a year), which other documents of the same meeting may settle.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="meeting_claims")
    ordinal = models.PositiveIntegerField(help_text="Its place in the document's own reading.")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    prominence = models.CharField(max_length=10, choices=choices(Prominence))
    entities = ArrayField(models.CharField(max_length=60), default=list, help_text="Codes and slugs of all parties, sorted.")
    start_earliest = models.DateField(null=True, blank=True)
    start_latest = models.DateField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Monday is 0.")
    body = models.JSONField(help_text="The values as read, in the form of events.settling.Account: what the settling weighs.")
    confidence = models.FloatField()
    is_rejected = models.BooleanField(default=False, help_text="Misread, by an editor's word: counts for nothing.")

    objects = MeetingClaimQuerySet.as_manager()

    class Meta:
        ordering = ["document", "ordinal"]
        indexes = [
            GinIndex(fields=["entities"], name="meeting_claim_entities"),
            models.Index(fields=["start_earliest", "start_latest"], name="meeting_claim_by_span"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="meeting_claim_once"),
            one_of(Prominence, "prominence", "meeting_claim_prominence_known"),
            partial_date("start", "meeting_claim_start_is_partial_date"),
            models.CheckConstraint(condition=models.Q(weekday__isnull=True) | models.Q(weekday__lte=6), name="weekday_known"),
            models.CheckConstraint(condition=models.Q(month__isnull=True) | models.Q(month__range=(1, 12)), name="month_known"),
            models.CheckConstraint(condition=models.Q(day__isnull=True) | models.Q(day__range=(1, 31)), name="day_known"),
        ]

    def __str__(self) -> str:
        return f"claim {self.ordinal} of {self.document}"

    def told(self) -> dict[str, Any]:
        """What it tells, typed: what comparing (Candidate) and settling (Account) both look at."""
        body = self.body
        return {
            "status": Status(body["status"]),
            "mode": Mode(body["mode"]) if body["mode"] else None,
            "start": PartialDate.parse(body["start"]) if body["start"] else None,
            "end": PartialDate.parse(body["end"]) if body["end"] else None,
            "month": self.month,
            "day": self.day,
            "weekday": self.weekday,
            "city": body["city"],
            "country": body["country"],
            "level": Level(body["level"]) if body["level"] else None,
            "portfolios": frozenset(body["portfolios"]),
        }


class Evidence(models.Model):
    """The words of a document behind one value of one field of a meeting, a participation or a statement."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="evidence")
    claim = models.ForeignKey(MeetingClaim, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    mention = models.ForeignKey(
        PersonMention, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence", help_text="The person meant."
    )
    participation = models.ForeignKey(Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence")
    field = models.CharField(max_length=40, help_text="The field's name in the API.")
    value = models.JSONField(help_text="The value read there.")
    start = models.PositiveIntegerField(help_text="First code point in the document's text.")
    end = models.PositiveIntegerField(help_text="One past the last code point.")
    excerpt = models.TextField(
        null=True, blank=True, help_text="These words, where the document's text is not here: it came in a snapshot."
    )
    extractor = models.CharField(max_length=40)
    confidence = models.FloatField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["document", "start", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="evidence_has_words"),
            models.CheckConstraint(condition=models.Q(confidence__range=(0, 1)), name="evidence_confidence_is_share"),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=False) ^ models.Q(statement__isnull=False),
                name="evidence_of_claim_or_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} = {self.value}"

    @property
    def quote(self) -> str:
        """The fixed text from `start` to `end`, letter by letter."""
        return self.excerpt if self.excerpt is not None else self.document.text[self.start : self.end]
