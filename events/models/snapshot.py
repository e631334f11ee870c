"""Snapshots: the whole record of one moment, as files."""

from django.db import models
from django.utils import timezone


class Snapshot(models.Model):
    """The files of one moment, complete and never changed again. They lie in SNAPSHOT_DIR, in a folder of this name."""

    name = models.CharField(primary_key=True, max_length=100, help_text="chancery-2026-11-22-…: the day and the position.")
    position = models.BigIntegerField(help_text="The last change that it holds: whoever follows the feed goes on from here.")
    created_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    counts = models.JSONField(help_text='How many records of each resource: {"meetings": 1200, …}.')
    files = models.JSONField(help_text='[{"name", "media_type", "bytes", "sha256", "lines"}]')

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
