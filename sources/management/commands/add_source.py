"""manage.py add_source NAME KIND ADDRESS: something to be polled from now on."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from events.vocabulary import SourceKind
from sources.fetching import FetchError
from sources.models import Source
from sources.polling import check_source
from sources.readers import Unreadable
from sources.readers.csv import columns_of

POLLED = [kind.value for kind in SourceKind if kind is not SourceKind.MANUAL]


class Command(BaseCommand):
    help = "Add a source, or change the one of this name. The scheduler polls it within a minute, then every --interval minutes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="as people call it")
        parser.add_argument("kind", choices=POLLED)
        parser.add_argument("address", help="of the feed, sitemap, page or list; the path of a folder")
        parser.add_argument("--interval", type=int, default=60, metavar="MINUTES", help="from one poll to the next (60)")
        parser.add_argument("--publisher", help="of documents that name none")
        parser.add_argument("--language", help="of documents that tell none, such as en")
        parser.add_argument("--primary", action="store_true", help="a party to what it reports: a ministry, a president's office")
        parser.add_argument("--columns", default="", metavar="KEY=HEADING,…", help="of a CSV list")

    def handle(self, *args: Any, name: str, kind: str, address: str, **options: Any) -> None:
        source = Source.objects.filter(name=name).first() or Source(name=name)
        source.kind, source.is_primary = kind, options["primary"]
        source.address = str(Path(address).absolute()) if kind == SourceKind.FOLDER else address
        source.interval, source.publisher, source.language = options["interval"], options["publisher"], options["language"]
        try:
            source.columns = columns_of(options["columns"])
            check_source(source)
            source.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        except (FetchError, Unreadable, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        source.next_poll_at = None
        source.save()
        self.stdout.write(f"{source.name}: {source.kind} at {source.address}, polled every {source.interval} minutes")
