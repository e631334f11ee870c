"""`manage.py prepare`: bring a database up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from config.serving import prepare_database


class Command(BaseCommand):
    help = "Migrates the database and loads the reference data, as far as that is not done."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_database(verbosity=options["verbosity"])
        self.stdout.write("The database is up to date.")
