"""manage.py load_wikidata FILE…: persons, their spellings and offices from entities of Wikidata into the reference data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.models import Country, Organization
from events.services.reference import add_offices
from sources.readers import Unreadable
from sources.readers.wikidata import Owners, read


class Command(BaseCommand):
    help = "Add offices and who held them from entities of Wikidata (JSON). What is known already stands. Twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an answer of Special:EntityData, or a dump")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        owners = _owners()
        for path in files:
            try:
                with path.open("rb") as file:
                    rows = read(file, owners)
            except (OSError, Unreadable) as error:
                told = (error.strerror or error) if isinstance(error, OSError) else error
                raise CommandError(f"{path}: {told}", returncode=2) from error
            added = add_offices(rows=rows)
            self.stdout.write(f"{path}: {len(rows)} offices, {added} tenures added")


def _owners() -> Owners:
    countries = list(Country.objects.exclude(wikidata=None))
    return Owners(
        countries={country.wikidata: country.code for country in countries if country.wikidata},
        country_names={
            country.code: (country.name, *(row["name"] for row in country.names if row["language"] == "en"))
            for country in countries
        },
        organizations={o.wikidata: o.slug for o in Organization.objects.exclude(wikidata=None) if o.wikidata},
    )
