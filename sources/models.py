"""The intake's own rows: what was delivered, what became of it, and pairs that editors should judge."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import MD5
from django.utils import timezone

from events.identifiers import uuid7
from events.models import Document, Meeting
from events.models.base import choices, one_of
from events.vocabulary import FAILED_STATES, OPEN_STATES, DeliveryState, ImportStatus, Priority, SourceKind
from sources.querysets import DeliveryQuerySet, ImportQuerySet, SourceQuerySet


class Source(models.Model):
    """Where documents come from: what is polled, how often, and how the last time went.

    Whoever polls it claims the row under a lease on the database's clock, so that any number of schedulers and workers poll once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=choices(SourceKind), default=SourceKind.MANUAL)
    address = models.CharField(
        max_length=2000,
        null=True,
        blank=True,
        help_text="Of the feed, sitemap, page or list; the path of a folder. No passwords.",
    )
    is_primary = models.BooleanField(default=False, help_text="A party to what it reports: a ministry, a president's office.")
    publisher = models.CharField(max_length=300, null=True, blank=True, help_text="Of documents that name none.")
    language = models.CharField(max_length=12, null=True, blank=True, help_text="BCP 47, of documents that tell none.")
    columns = models.JSONField(
        default=dict, blank=True, help_text='Of a CSV list: {"text": "Remarks", "published": "Date", …}, where they differ.'
    )
    paused = models.BooleanField(default=False, help_text="Not polled until this is taken off.")
    priority = models.PositiveSmallIntegerField(
        default=Priority.USUAL,
        validators=[MaxValueValidator(9)],
        help_text="0 to 9; of sources that are due, higher ones are polled first, and what they bring is read first.",
    )
    interval = models.PositiveIntegerField(
        default=60, validators=[MinValueValidator(5), MaxValueValidator(44_640)], help_text="Minutes from one poll to the next."
    )
    pause = models.PositiveSmallIntegerField(
        default=1, validators=[MaxValueValidator(300)], help_text="Seconds between two requests to a host, at least."
    )
    most_a_poll = models.PositiveIntegerField(
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
        help_text="Documents fetched in one poll, at most.",
    )
    most_a_day = models.PositiveIntegerField(
        default=1_000, validators=[MinValueValidator(1)], help_text="Documents delivered in 24 hours, at most."
    )
    polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_poll_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="At once where it is empty.")
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=500, null=True, blank=True, editable=False, help_text="Of the last poll.")
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="Polls that failed, one after the other.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["next_poll_at"], condition=models.Q(paused=False), name="source_to_poll")]
        constraints = [
            one_of(SourceKind, "kind", "source_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind=SourceKind.MANUAL) | models.Q(address__isnull=False), name="source_address_where_polled"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tells_primary(self) -> bool | None:
        """Whether its documents are of a party to what they report. A page that is polled may call its publisher what it likes;
        of what people deliver the publisher's name tells, unless the source does.
        """
        return self.is_primary or (None if self.kind == SourceKind.MANUAL else False)


class Visit(models.Model):
    """An address to which a source has been: what it was like then, so that what has not changed is not fetched again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="visits")
    address = models.CharField(max_length=2000)
    mark = models.CharField(max_length=100, null=True, blank=True, help_text="What the list told of it: changed when this does.")
    etag = models.CharField(max_length=500, null=True, blank=True)
    last_modified = models.CharField(max_length=500, null=True, blank=True)
    visited_at = models.DateTimeField()
    reason = models.CharField(max_length=500, null=True, blank=True, help_text="Why nothing came of it.")
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-visited_at"]
        constraints = [models.UniqueConstraint("source", MD5("address"), name="visit_once")]

    def __str__(self) -> str:
        return self.address


class Host(models.Model):
    """A host that is fetched from: when the next request may be sent to it, and what its robots.txt says."""

    root = models.CharField(primary_key=True, max_length=300, help_text="https://example.org, with its port where it has one.")
    next_at = models.DateTimeField(null=True, blank=True)
    robots = models.TextField(null=True, blank=True)
    robots_until = models.DateTimeField(null=True, blank=True, help_text="When it is fetched anew.")

    class Meta:
        ordering = ["root"]

    def __str__(self) -> str:
        return self.root


class Import(models.Model):
    """One order to import: its deliveries are settled one by one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="imports")
    origin = models.CharField(max_length=1000, help_text="What was imported: paths or an address.")
    status = models.CharField(max_length=10, choices=choices(ImportStatus), default=ImportStatus.PENDING)
    priority = models.PositiveSmallIntegerField(default=Priority.USUAL, help_text="0 to 9; higher ones are read first.")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [one_of(ImportStatus, "status", "import_status_known")]

    def __str__(self) -> str:
        return f"{self.origin} ({self.started_at:%Y-%m-%d %H:%M})"

    def states(self) -> dict[str, int]:
        """How many of its deliveries are in which state."""
        return dict(self.deliveries.order_by().values_list("state").annotate(number=models.Count("pk")))


class Delivery(models.Model):
    """Raw bytes and their outcome. The row is the job: it is accepted once committed; messages only hint at it.

    A worker claims it under a lease on the database's clock and counts the attempt before the work; whoever finds an
    expired lease may claim it again. Of those that wait, the most urgent is worked on first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="deliveries")
    name = models.CharField(max_length=500, help_text="The file's path or the line's place; the stem is the external id.")
    external_id = models.CharField(max_length=300)
    media = models.CharField(max_length=20, help_text="Which reader reads it: text, html, markdown, json.")
    facts = models.JSONField(default=dict, help_text="What its source told of it: url, title, publisher, published, language.")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=choices(DeliveryState), default=DeliveryState.PENDING)
    reason = models.TextField(null=True, blank=True, help_text="Why it was refused or is dead.")
    priority = models.PositiveSmallIntegerField(default=Priority.USUAL, help_text="That of its import.")
    attempts = models.PositiveSmallIntegerField(default=0)
    claims = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often workers have claimed it: never set back, so that it tells claims apart."
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="No sooner is it tried again; at once where it is empty.")
    leased_until = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["-priority", "received_at"], condition=models.Q(state__in=OPEN_STATES), name="delivery_to_do"),
            models.Index(fields=["batch", "state", "settled_at"], name="delivery_by_batch"),
        ]
        constraints = [
            one_of(DeliveryState, "state", "delivery_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=FAILED_STATES) | models.Q(reason__isnull=False),
                name="delivery_reason_where_not_done",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Difference(models.Model):
    """What a newer extractor reads otherwise in a document than what stands: shown before it is applied."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="difference")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    former = models.CharField(max_length=40, null=True, help_text="The extractor whose reading stands.")
    extractor = models.CharField(max_length=40, help_text="The newer one.")
    told = models.JSONField(default=dict, help_text="sources.differences; empty where it reads the same.")
    is_wanted = models.BooleanField(default=False, help_text="To be applied.")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.document} by {self.extractor}"


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
