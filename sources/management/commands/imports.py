"""manage.py imports: what was imported, and cancelling, resuming and retrying it."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from sources import terminal
from sources.cancelling import cancel_import, resume_import
from sources.models import Import
from sources.retrying import retry_import

LISTED = 20


class Command(BaseCommand):
    help = (
        "Imports: without arguments the newest. show: what became of one, with reasons. cancel: hold back what is not read "
        "yet. resume: go on. retry: try again what was refused or is dead. Exit status: 0 all done, 3 not all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", nargs="?", choices=["list", "show", "cancel", "resume", "retry"], default="list")
        parser.add_argument("import", nargs="?", type=UUID, metavar="ID", help="of the import, as the list shows it")
        parser.add_argument("--no-wait", action="store_true", help="of resume and retry: leave the reading to the next worker")

    def handle(self, *args: Any, action: str, no_wait: bool, **options: Any) -> None:
        if action == "list":
            return self._list()
        batch = Import.objects.filter(pk=options["import"]).first() if options["import"] else None
        if batch is None:
            raise CommandError(f"{action} needs the id of an import: `manage.py imports` lists them", returncode=2)
        acts: dict[str, Callable[[Import], None]] = {"cancel": self._cancel, "resume": self._resume, "retry": self._retry}
        try:
            if act := acts.get(action):
                act(batch)
        except ValidationError as error:
            raise CommandError(error.messages[0], returncode=2) from error
        if action in ("resume", "retry") and not no_wait:
            terminal.follow(batch)
        return terminal.tell(batch, self.stdout.write)

    def _list(self) -> None:
        newest: Any = Import.objects.with_counts().order_by("-id")[:LISTED]
        for batch in newest:
            failed = batch.refused + batch.dead
            told = f"{batch.done + failed} of {batch.accepted}" + (f", {failed} failed" if failed else "")
            self.stdout.write(f"{batch.pk}  {batch.started_at:%Y-%m-%d %H:%M}  {batch.status:9}  {told}  {batch.origin[:80]}")

    def _cancel(self, batch: Import) -> None:
        cancel_import(id=batch.pk)

    def _resume(self, batch: Import) -> None:
        resume_import(id=batch.pk)

    def _retry(self, batch: Import) -> None:
        retried = retry_import(id=batch.pk)
        if retried.without_bytes:
            self.stdout.write(f"{retried.without_bytes} cannot be tried again: their bytes were not kept. Import them anew.")
