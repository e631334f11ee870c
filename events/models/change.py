"""The change feed, what is still to be published, and how far back the history reaches. Written by triggers and
events.publishing alone."""

from django.db import models
from django.db.models import Q

from events.models.base import choices
from events.vocabulary import ChangeKind


class Change(models.Model):
    """The change feed: a view over all versions, in the order of their positions."""

    position = models.BigIntegerField(primary_key=True)
    resource = models.CharField(max_length=20)
    record = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=choices(ChangeKind))
    into = models.CharField(max_length=60, null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200, null=True)

    class Meta:
        managed = False
        db_table = "events_change"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}: {self.resource} {self.record} {self.kind}"


TITLES = "titles"
"""The `resource` of meetings whose titles are to be settled anew before they are published (events.services.titles)."""


class Touched(models.Model):
    """A record whose published form may be out of date. Triggers write these rows, whoever changes the tables of the record.

    `later`: it only embeds something of a record that changed (a person's name), and may be one of very many.
    """

    transaction = models.BigIntegerField(help_text="Whose change it was: xid8.")
    resource = models.CharField(max_length=20)
    record = models.CharField(max_length=60)
    later = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["transaction"], name="touched_by_transaction")]

    def __str__(self) -> str:
        return f"{self.resource} {self.record}"


class Retention(models.Model):
    """How far back the history reaches: one row, once something of it was pruned (events.publishing.retention), or the record
    was restored into another cluster (events.publishing.positions).
    """

    kept_from = models.BigIntegerField(default=0, help_text="As of this position and any later one everything is there.")
    earlier = models.BigIntegerField(default=0, help_text="Transactions of the clusters in which the record was before.")

    class Meta:
        verbose_name_plural = "retention"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="retention_is_one_row")]

    def __str__(self) -> str:
        return f"from position {self.kept_from}"
