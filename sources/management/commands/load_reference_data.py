"""manage.py load_reference_data: countries, organizations, offices and tenures of seeds/ into the database."""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from events.models import PersonMention, PersonName
from events.services.due import Due
from events.services.reference import load_countries, load_offices, load_organizations
from events.services.writing import writing
from sources.models import ReferenceFile
from sources.reconciliation.reconciler import reconcile

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
            with writing():
                known = set(PersonName.objects.filter(is_reference=True).values_list("pk", flat=True))
                count = load(rows=json.loads(content))
                _join_mentions(known)
                ReferenceFile.objects.update_or_create(name=name, defaults={"sha256": digest})
            if verbosity:
                self.stdout.write(f"{name}: {count} rows")


def _join_mentions(known: set[int]) -> None:
    """What documents have told of a person before reference data named them is theirs, too."""
    new = PersonName.objects.filter(is_reference=True).exclude(pk__in=known)
    for sounds in sorted({tuple(name.keys) for name in new}) if PersonMention.objects.exists() else ():
        if PersonMention.objects.filter(keys__overlap=sounds).exists():
            reconcile(Due(keys=set(sounds)))
