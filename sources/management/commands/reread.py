"""manage.py reread: documents read anew by this version, compared with what stands, and applied."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from sources import terminal
from sources.differences import counted
from sources.models import Difference, Import
from sources.rereading import apply, reread

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Read anew what another version of the extractor has read, in the background, and show what it reads otherwise; nothing "
        "is changed. With --apply what was compared takes its place. Exit status: 0 all done, 3 not all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", dest="everything", help="also what this version has read")
        parser.add_argument("--apply", type=UUID, metavar="ID", help="the import that compared: apply what it found")
        parser.add_argument("--no-wait", action="store_true", help="leave it to the next worker")

    def handle(self, *args: Any, everything: bool, apply: UUID | None, no_wait: bool, **options: Any) -> None:
        batch = self._applied(apply) if apply else reread(everything=everything)
        if batch is None:
            self.stdout.write("nothing is to be read anew")
            return
        if no_wait:
            self.stdout.write(f"{batch.deliveries.count()} wait for a worker: `manage.py imports show {batch.pk}`")
            return
        terminal.follow(batch)
        if not apply:
            self._show(batch)
        terminal.tell(batch, self.stdout.write)

    def _applied(self, id: UUID) -> Import:
        batch = Import.objects.filter(pk=id).first()
        found = Difference.objects.filter(delivery__batch=id)
        if batch is None or not found.exists():
            raise CommandError(f"{id} is no import that compared: `manage.py imports` lists them", returncode=2)
        apply(differences=list(found.values_list("pk", flat=True)))
        return batch

    def _show(self, batch: Import) -> None:
        found = Difference.objects.filter(delivery__batch=batch).exclude(told={}).select_related("document").order_by("pk")
        for difference in found[:SHOWN]:
            self.stdout.write(f"  {difference.document.external_id}: {counted(difference.told)}")
        number = found.count()
        if number > SHOWN:
            self.stdout.write(f"  and {number - SHOWN} more: the admin lists them under Differences")
        self.stdout.write(f"{number} read otherwise; `manage.py reread --apply {batch.pk}` applies it")
