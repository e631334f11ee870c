"""manage.py write_snapshot: the whole record as files, now."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events.snapshots.writer import RecordBusyError, write_snapshot


class Command(BaseCommand):
    help = "Write the whole record as JSON Lines and CSV to SNAPSHOT_DIR, with checksums and counts; prints the folder."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = write_snapshot()
        except RecordBusyError as error:
            raise CommandError(f"no snapshot was written: {error}") from error
        if made is None:
            raise CommandError("another process is writing a snapshot; when it is done, it stands in the admin and in the API")
        counted = ", ".join(f"{number:,} {resource}" for resource, number in made.counts.items())
        self.stdout.write(f"{settings.SNAPSHOT_DIR / made.name}: {counted}, position {made.position}")
