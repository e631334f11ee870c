"""manage.py import_documents PATH…: files and folders into the record, with a progress bar."""

import os
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from events.vocabulary import OPEN_STATES, Priority
from sources import terminal
from sources.acceptance import close_import_if_settled, open_import, packages_of
from sources.chunks import in_chunks
from sources.delivering import deliver
from sources.readers.csv import columns_of


def _columns(text: str) -> dict[str, str]:
    try:
        return columns_of(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


class Command(BaseCommand):
    help = (
        "Import documents: .txt, .html, .md with front matter, .json, .jsonl, .csv, .xml of trips; folders are searched "
        "through. The file's stem is the external id. Importing twice changes nothing. Exit status: 0 all settled, 3 some "
        "refused, dead or held back since somebody cancelled the import."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
        parser.add_argument(
            "--columns",
            type=_columns,
            default={},
            metavar="KEY=HEADING,…",
            help="of CSV files whose headings are called otherwise",
        )
        parser.add_argument("--no-wait", action="store_true", help="accept only: the next worker reads them")

    def handle(self, *args: Any, paths: list[Path], columns: dict[str, str], no_wait: bool, **options: Any) -> None:
        missing = [str(path) for path in paths if not os.path.exists(path)]  # unlike Path.exists, no error in a closed folder
        if missing:
            raise CommandError(f"no such file or folder: {', '.join(missing)}", returncode=2)
        batch = open_import(origin=" ".join(str(path) for path in paths), priority=Priority.BULK)
        accepted = 0
        with tqdm(desc="accepted", unit=" documents", disable=None) as bar:
            for number in deliver(batch=batch, packages=in_chunks(packages_of(paths, columns))):
                accepted += number
                bar.update(number)
        if accepted == 0:
            close_import_if_settled(batch)
            raise CommandError("nothing to import: no file there that can be read", returncode=2)
        if no_wait:
            waiting = batch.deliveries.filter(state__in=OPEN_STATES).count()
            self.stdout.write(f"{accepted} accepted, {waiting} wait for the next worker")
        else:
            terminal.follow(batch)
        terminal.tell(batch, self.stdout.write)
