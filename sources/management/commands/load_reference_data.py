"""manage.py load_reference_data: countries, organizations, offices and tenures of seeds/ into the database."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from events.services.reference import load_countries, load_offices, load_organizations
from sources.models import ReferenceFile

FILES: tuple[tuple[str, Callable[..., int]], ...] = (
    ("countries.json", load_countries),
    ("organizations.json", load_organizations),
    ("offices.json", load_offices),
)


class Command(BaseCommand):
    help = "Load the reference data of seeds/ (countries, organizations, offices). A file that has not changed is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="load unchanged files too: undoes what editors changed in them")

    def handle(self, *args: Any, force: bool, verbosity: int, **options: Any) -> None:
        for name, load in FILES:
            content = (Path(settings.BASE_DIR) / "seeds" / name).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            if not force and ReferenceFile.objects.filter(name=name, sha256=digest).exists():
                continue
            with transaction.atomic():
                count = load(rows=json.loads(content))
                ReferenceFile.objects.update_or_create(name=name, defaults={"sha256": digest})
            if verbosity:
                self.stdout.write(f"{name}: {count} rows")
