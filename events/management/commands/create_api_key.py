"""manage.py create_api_key: a key for a client of the API, shown once."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.services.keys import issue_key
from events.vocabulary import Scope


def scopes(text: str) -> list[Scope]:
    """ "read,import" as scopes."""
    try:
        return [Scope(word.strip()) for word in text.split(",")]
    except ValueError as error:
        raise ArgumentTypeError(f"scopes are {', '.join(Scope)}, separated by commas: {error}") from None


def days(text: str) -> timedelta:
    """A number of days from now."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 36_500:
        raise ArgumentTypeError("a number of days from 1 to 36500")
    return timedelta(days=int(text))


class Command(BaseCommand):
    help = "Makes a key of the API and prints it, once: only its digest is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="whose it is and what for")
        parser.add_argument("--scope", type=scopes, default=[Scope.READ], help="read (the default), import, edit; commas between")
        parser.add_argument("--expires", type=days, metavar="DAYS", help="refused after so many days; never by default")

    def handle(self, *args: Any, name: str, scope: list[Scope], expires: timedelta | None, **options: Any) -> None:
        try:
            key, text = issue_key(name=name, scopes=scope, expires_at=timezone.now() + expires if expires else None)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages), returncode=2) from None
        self.stdout.write(text)
        self.stderr.write(
            f"The key of {key.name} ({', '.join(key.scopes)}). It is not shown again; send it as `Authorization: Api-Key …`."
        )
