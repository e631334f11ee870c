"""The intake's own rows: what was delivered, what became of it, and pairs that editors should judge."""

from django.db import models
from django.utils import timezone

from events.identifiers import uuid7
from events.models import Document, Meeting
from events.models.base import choices, one_of
from events.vocabulary import DeliveryState, ImportStatus
from sources.querysets import ImportQuerySet


class Source(models.Model):
    """Where documents come from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, unique=True)
    url = models.URLField(max_length=2000, null=True, blank=True)
    is_primary = models.BooleanField(default=False, help_text="A party to what it reports: a ministry, a president's office.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One order to import: its deliveries are settled one by one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="imports")
    origin = models.CharField(max_length=1000, help_text="What was imported: paths or an address.")
    status = models.CharField(max_length=10, choices=choices(ImportStatus), default=ImportStatus.PENDING)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [one_of(ImportStatus, "status", "import_status_known")]

    def __str__(self) -> str:
        return f"{self.origin} ({self.started_at:%Y-%m-%d %H:%M})"


class Delivery(models.Model):
    """Raw bytes and their outcome. The row is the job: it is accepted once committed; messages only hint at it.

    A worker claims it under a lease on the database's clock and counts the attempt before the work; whoever finds an
    expired lease may claim it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="deliveries")
    name = models.CharField(max_length=500, help_text="The file's path or the line's place; the stem is the external id.")
    external_id = models.CharField(max_length=300)
    media = models.CharField(max_length=20, help_text="Which reader reads it: text, html, markdown, json.")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=choices(DeliveryState), default=DeliveryState.PENDING)
    reason = models.TextField(null=True, blank=True, help_text="Why it was refused or is dead.")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries")

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(state__in=[DeliveryState.PENDING, DeliveryState.RUNNING]),
                name="delivery_open",
            ),
            models.Index(fields=["batch", "state"], name="delivery_by_batch"),
        ]
        constraints = [
            one_of(DeliveryState, "state", "delivery_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=[DeliveryState.REFUSED, DeliveryState.DEAD]) | models.Q(reason__isnull=False),
                name="delivery_reason_where_not_done",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MatchSuggestion(models.Model):
    """Two meetings that may be one: the score was not sure enough to join them, so an editor should judge."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    left = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="suggestions_left")
    right = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="suggestions_right")
    score = models.FloatField()
    features = models.JSONField(help_text='The parts of the score: {"same parties": 3.0, …}.')
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="match_suggestion_once"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="match_suggestion_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.left} / {self.right}"


class WorkerHeartbeat(models.Model):
    """A worker that lives says so every few seconds, by the database's clock."""

    name = models.CharField(primary_key=True, max_length=200)
    hostname = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ReferenceFile(models.Model):
    """Which state of a file of seeds/ was loaded: an unchanged one is not loaded again, so that editors' changes stay."""

    name = models.CharField(primary_key=True, max_length=100)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
