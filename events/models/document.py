"""Documents: the fixed texts that everything is proved by."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from events.models.base import Record, choices, one_of
from events.querysets import DocumentQuerySet
from events.vocabulary import DocumentStatus


class Document(Record):
    """An article, readout or structured row. Its text never changes: a new text under the same id is a new revision."""

    external_id = models.CharField(max_length=300, help_text="The id that its source gave it; a file's stem.")
    source_url = models.URLField(max_length=2000, null=True, blank=True)
    title = models.CharField(max_length=1000, null=True, blank=True)
    publisher = models.CharField(max_length=300, null=True, blank=True)
    is_primary = models.BooleanField(
        null=True,
        blank=True,
        help_text="Of a party to what it reports, as its source is set; the publisher's name tells where no source does.",
    )
    published = models.DateField(
        null=True, blank=True, db_index=True, help_text="The day of publication, when the text tells it."
    )
    language = models.CharField(max_length=12, null=True, blank=True, help_text="BCP 47.")
    retrieved_at = models.DateTimeField()
    text = models.TextField(blank=True, help_text="Fixed: offsets of evidence count its Unicode code points.")
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Of the bytes as delivered.")
    status = models.CharField(max_length=10, choices=choices(DocumentStatus))
    reason = models.TextField(null=True, blank=True, help_text="Why it was kept unread or refused.")
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates")
    bands = ArrayField(
        models.IntegerField(),
        default=list,
        blank=True,
        editable=False,
        help_text="By which its reprints are found (events.reprints).",
    )
    sketch = models.BinaryField(null=True, editable=False, help_text="By which they are told from what is less like it.")
    superseded_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supersedes",
        help_text="The next revision under the same external id: this one proves nothing any more.",
    )
    extractor = models.CharField(max_length=40, null=True, blank=True, help_text="The version that read it last.")
    search = SearchVectorField(null=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-published", "-id"]
        indexes = [
            GinIndex(fields=["search"], name="document_search"),
            GinIndex(fields=["bands"], name="document_by_bands"),
            models.Index(fields=["external_id"], name="document_by_external_id"),
            models.Index(models.F("published").desc(nulls_last=True), models.F("id").desc(), name="document_by_published"),
            models.Index(fields=["updated_at", "id"], name="document_by_updated"),
        ]
        constraints = [
            one_of(DocumentStatus, "status", "document_status_known"),
            models.UniqueConstraint(fields=["external_id", "sha256"], name="document_revision_once"),
            models.CheckConstraint(
                condition=models.Q(status=DocumentStatus.READ) | models.Q(reason__isnull=False),
                name="document_reason_where_not_read",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.external_id
