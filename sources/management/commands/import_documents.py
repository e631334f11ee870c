"""manage.py import_documents PATH…: files and folders into the record, with a progress bar."""

import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from tqdm import tqdm

from config.worker import WorkerGuard, ensure_worker
from events.vocabulary import DeliveryState
from sources.acceptance import accept, close_import_if_settled, open_import, packages_of
from sources.models import Delivery, Import
from sources.sweeping import requeue, send

OPEN = (DeliveryState.PENDING, DeliveryState.RUNNING)
LOOK = 0.2  # seconds between looks at the deliveries' states
SWEEP = 30.0  # seconds
REFUSED = 3  # exit status
SHOWN = 50  # reasons


class Command(BaseCommand):
    help = (
        "Import documents: .txt, .html, .md with front matter, .json, .jsonl; folders are searched through. The file's stem is "
        "the external id. Importing twice changes nothing. Exit status: 0 all settled, 3 some refused or dead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or a folder")
        parser.add_argument("--no-wait", action="store_true", help="accept only: the next worker reads them")

    def handle(self, *args: Any, paths: list[Path], no_wait: bool, **options: Any) -> None:
        missing = [str(path) for path in paths if not os.path.exists(path)]  # unlike Path.exists, no error in a closed folder
        if missing:
            raise CommandError(f"no such file or folder: {', '.join(missing)}", returncode=2)
        batch = open_import(origin=" ".join(str(path) for path in paths))
        accepted = 0
        with tqdm(desc="accepted", unit=" documents", disable=None) as bar:
            for deliveries in accept(batch=batch, packages=packages_of(paths)):
                send(deliveries)
                accepted += len(deliveries)
                bar.update(len(deliveries))
        if accepted == 0:
            close_import_if_settled(batch)
            raise CommandError("nothing to import: no .txt, .html, .md, .json or .jsonl file there", returncode=2)
        if no_wait:
            waiting = batch.deliveries.filter(state__in=OPEN).count()
            self.stdout.write(f"{accepted} accepted, {waiting} wait for the next worker")
        else:
            self._wait(batch, accepted)
        self._tell(batch)

    def _wait(self, batch: Import, accepted: int) -> None:
        """Until every delivery is settled; a worker of our own works where none runs."""
        if close_import_if_settled(batch):
            return
        with ensure_worker() as worker, tqdm(total=accepted, desc="read", unit=" documents", disable=None) as bar:
            self._watch(batch, worker, bar)

    def _watch(self, batch: Import, worker: WorkerGuard, bar: "tqdm[Any]") -> None:
        swept = time.monotonic()
        while True:
            states = _states(batch)
            bar.n = bar.total - sum(states.get(state, 0) for state in OPEN)
            lost = states.get(DeliveryState.REFUSED, 0) + states.get(DeliveryState.DEAD, 0)
            bar.set_postfix_str(f"{lost} refused" if lost else "", refresh=False)
            bar.refresh()
            if bar.n == bar.total:
                close_import_if_settled(batch)
                return
            worker.check()
            if time.monotonic() - swept > SWEEP:
                requeue()
                swept = time.monotonic()
            time.sleep(LOOK)

    def _tell(self, batch: Import) -> None:
        states = _states(batch)
        unread = batch.deliveries.filter(state=DeliveryState.DONE, document__status="unread")
        done = states.get(DeliveryState.DONE, 0)
        parts = [f"{done} done"]
        if unread.count():
            parts.append(f"{unread.count()} of them kept unread for their language")
        parts += [f"{states[state]} {state}" for state in (DeliveryState.REFUSED, DeliveryState.DEAD, *OPEN) if states.get(state)]
        self.stdout.write(", ".join(parts))
        failed = batch.deliveries.filter(state__in=[DeliveryState.REFUSED, DeliveryState.DEAD]).order_by("id").defer("content")
        for delivery in failed[:SHOWN]:
            self.stdout.write(f"  {delivery.state}: {delivery.name}: {delivery.reason}")
        if (more := failed.count() - SHOWN) > 0:
            self.stdout.write(f"  and {more} more: the admin lists them under Deliveries")
        if failed.exists():
            sys.exit(REFUSED)


def _states(batch: Import) -> dict[str, int]:
    rows = Delivery.objects.filter(batch=batch).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)
