"""Statements: who said what, on whose behalf, in which words of which document."""

from django.db import models

from events.models.base import Record, choices, one_of, partial_date
from events.models.document import Document
from events.models.meeting import Meeting
from events.models.reference import Country, Organization, Person
from events.querysets import StatementQuerySet
from events.vocabulary import StatementKind


class Statement(Record):
    """Speech with a source, as one document tells it: of a person or of an institution."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="statements")
    ordinal = models.PositiveIntegerField(help_text="Its place in the document's own reading.")
    mention = models.ForeignKey(
        "events.PersonMention", null=True, blank=True, on_delete=models.CASCADE, related_name="statements"
    )
    speaker = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    institution = models.CharField(max_length=300, null=True, blank=True, help_text="The speaker, where no person speaks.")
    office = models.CharField(max_length=200, null=True, blank=True, help_text="The speaker's office as the document states it.")
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="statements", help_text="On whose behalf."
    )
    organization = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=10, choices=choices(StatementKind))
    text = models.TextField(help_text="The stretch of the document, letter by letter.")
    quotes = models.JSONField(default=list, help_text="The quoted words, letter by letter.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    day_earliest = models.DateField(null=True, blank=True)
    day_latest = models.DateField(null=True, blank=True)
    claim = models.ForeignKey("events.MeetingClaim", null=True, blank=True, on_delete=models.SET_NULL, related_name="statements")
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements")
    confidence = models.FloatField()
    told = models.JSONField(
        null=True, blank=True, editable=False, help_text="What the document tells of the columns that an editor has pinned."
    )
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Set where an editor has rejected or deleted it.")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = [models.F("day_earliest").desc(nulls_last=True), "-id"]
        indexes = [
            models.Index(models.F("day_earliest").desc(nulls_last=True), models.F("id").desc(), name="statement_by_day"),
            models.Index(fields=["updated_at", "id"], name="statement_by_updated"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "ordinal"], name="statement_once"),
            one_of(StatementKind, "kind", "statement_kind_known"),
            partial_date("day", "statement_day_is_partial_date"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="statement_has_words"),
            models.CheckConstraint(condition=models.Q(confidence__range=(0, 1)), name="statement_confidence_is_share"),
            models.CheckConstraint(
                condition=(models.Q(mention__isnull=False) ^ models.Q(institution__isnull=False)) | models.Q(told__isnull=False),
                name="statement_of_person_or_institution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker or self.institution}: {self.text[:80]}"
