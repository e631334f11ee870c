"""Meetings and who took part: settled from the claims of documents, never written by hand."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from events.identifiers import uuid7
from events.models.base import Record, choices, one_of, partial_date
from events.models.reference import Country, Organization, Person
from events.querysets import MeetingQuerySet
from events.vocabulary import Capacity, Level, Mode, Portfolio, Shape, Status


class Meeting(Record):
    """An encounter, visit with talks or call between representatives of countries or international organizations."""

    title = models.CharField(max_length=500)
    status = models.CharField(max_length=10, choices=choices(Status))
    status_history = models.JSONField(default=list, help_text='[{"status", "reported": day or null, "document": id}]')
    mode = models.CharField(max_length=10, choices=choices(Mode), null=True)
    shape = models.CharField(max_length=15, choices=choices(Shape))
    start_earliest = models.DateField(null=True, blank=True)
    start_latest = models.DateField(null=True, blank=True)
    end_earliest = models.DateField(null=True, blank=True)
    end_latest = models.DateField(null=True, blank=True)
    city = models.CharField(max_length=120, null=True, blank=True)
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_meetings")
    level = models.CharField(max_length=20, choices=choices(Level), null=True)
    portfolios = ArrayField(models.CharField(max_length=20, choices=choices(Portfolio)), default=list, blank=True)
    parties = ArrayField(models.CharField(max_length=2), default=list, help_text="Codes of the countries represented, sorted.")
    organizations = ArrayField(models.CharField(max_length=60), default=list, blank=True, help_text="Slugs, sorted.")
    conflicts = models.JSONField(default=list, help_text='Values that lost: [{"field", "value", "documents": [id]}]')
    confidence = models.FloatField(default=0)
    document_count = models.PositiveIntegerField(default=0)
    statement_count = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when no document tells of it any more, or an editor has deleted it."
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = [models.F("start_earliest").desc(nulls_last=True), "-id"]
        indexes = [
            models.Index(models.F("start_earliest").desc(nulls_last=True), models.F("id").desc(), name="meeting_by_start"),
            models.Index(fields=["start_earliest", "start_latest"], name="meeting_by_span"),
            models.Index(fields=["updated_at", "id"], name="meeting_by_updated"),
            models.Index(fields=["country"], name="meeting_by_country"),
            GinIndex(fields=["parties"], name="meeting_parties"),
            GinIndex(fields=["organizations"], name="meeting_organizations"),
            GinIndex(fields=["portfolios"], name="meeting_portfolios"),
        ]
        constraints = [
            one_of(Status, "status", "meeting_status_known"),
            one_of(Mode, "mode", "meeting_mode_known", nullable=True),
            one_of(Level, "level", "meeting_level_known", nullable=True),
            one_of(Shape, "shape", "meeting_shape_known"),
            partial_date("start", "meeting_start_is_partial_date"),
            partial_date("end", "meeting_end_is_partial_date"),
            models.CheckConstraint(
                condition=models.Q(end_earliest__isnull=True) | models.Q(end_latest__gte=models.F("start_earliest")),
                name="meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=models.Q(confidence__range=(0, 1)), name="meeting_confidence_is_share"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="meeting_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participation(models.Model):
    """A person who took part in a meeting, with the office as the documents state it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="participations")
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="participations")
    office = models.CharField(max_length=200, null=True, blank=True, help_text="As the documents state it.")
    capacity = models.CharField(max_length=10, choices=choices(Capacity), default=Capacity.PARTY)
    flags = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        ordering = ["meeting", "country", "organization", "person"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="participation_once"),
            one_of(Capacity, "capacity", "participation_capacity_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.meeting}"
