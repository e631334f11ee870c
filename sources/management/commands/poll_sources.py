"""manage.py poll_sources [NAME…]: poll now, in this process."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.vocabulary import SourceKind
from sources.models import Source
from sources.polling import poll_source

FAILED = 3  # exit status


class Command(BaseCommand):
    help = (
        "Poll the sources that are due, or those named, at once. What they bring waits for a worker. Exit status: 3 some failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "names", nargs="*", metavar="NAME", help="sources to poll whatever their plan; without any, what is due"
        )

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        sources = Source.objects.exclude(kind=SourceKind.MANUAL).filter(name__in=names) if names else Source.objects.due()
        found = list(sources)
        if missing := set(names) - {source.name for source in found}:
            raise CommandError(f"there is no source to poll called {', '.join(sorted(missing))}", returncode=2)
        if names:
            Source.objects.filter(pk__in=[source.pk for source in found]).update(next_poll_at=timezone.now())
        failed = 0
        for source in found:
            polled = poll_source(source.pk)
            failed += bool(polled and polled.failures)
            self.stdout.write(f"{source.name}: {polled.outcome if polled else 'paused, or polled by another worker'}")
        if not found:
            self.stdout.write("nothing is due")
        if failed:
            raise CommandError(f"{failed} of {len(found)} failed", returncode=FAILED)
