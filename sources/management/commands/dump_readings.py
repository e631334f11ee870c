"""manage.py dump_readings DIR: each document's own reading as ID.json."""

import hashlib
import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from events.models import Document
from sources.readings import readings

LONGEST = 250  # bytes; with the ending what file systems allow


class Command(BaseCommand):
    help = "Write each document's own reading (never settled values) as DIR/ID.json, in the form of the annotated corpora."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="made where it is missing")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is no folder", returncode=2)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder} cannot be made: {error.strerror}", returncode=2) from error
        written = 0
        for external_id, reading in tqdm(readings(), total=Document.objects.count(), unit=" documents", disable=None):
            path = folder / _file_name(external_id)
            path.write_text(json.dumps(reading, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            written += 1
        self.stdout.write(f"{written} readings in {folder}")


def _file_name(external_id: str) -> str:
    """ID.json. Where the id is no name for a file, what cannot stand in one is escaped and too long a name ends in a digest."""
    name = external_id.replace("%", "%25").replace("/", "%2F").replace("\\", "%5C")
    name = f"%2E{name[1:]}" if name.startswith(".") else name
    if len(os.fsencode(name)) > LONGEST:
        digest = hashlib.sha256(external_id.encode()).hexdigest()[:16]
        name = f"{os.fsencode(name)[: LONGEST - 17].decode('utf-8', 'ignore')}-{digest}"
    return f"{name}.json"
