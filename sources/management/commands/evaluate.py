"""manage.py evaluate CORPUS: import an annotated corpus into an empty database and score its readings."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from events.models import Document
from sources.evaluation.report import FALL, fall, figure, page, terminal
from sources.evaluation.scoring import score
from sources.extraction.version import EXTRACTOR
from sources.readings import readings

PAGE = Path(settings.BASE_DIR) / "docs" / "accuracy.md"
FIGURE = PAGE.with_suffix(".json")


class Command(BaseCommand):
    help = (
        "Import an annotated corpus (ID.txt beside ID.json) and print how well it is read. The database must hold no document: "
        "`make evaluate CORPUS=dir` gives it one of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("corpus", type=Path, metavar="CORPUS")
        parser.add_argument("--write", action="store_true", help="also write docs/accuracy.md, and the figure to hold beside it")
        parser.add_argument(
            "--hold", action="store_true", help=f"exit with 1 when overall is {FALL} below the one in docs/{FIGURE.name}"
        )

    def handle(self, *args: Any, corpus: Path, write: bool, hold: bool, **options: Any) -> None:
        annotated = sorted(path for path in corpus.glob("*.json") if path.with_suffix(".txt").exists())
        if not annotated:
            raise CommandError(f"{corpus} holds no annotated document: ID.txt beside ID.json", returncode=2)
        if Document.objects.exists():
            raise CommandError("the database holds documents already; `make evaluate` uses one of its own", returncode=2)
        expected = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in annotated]
        call_command("import_documents", *(str(path.with_suffix(".txt")) for path in annotated))
        scores = score(expected, dict(readings(sure=True)))
        self.stdout.write(terminal(scores))
        fallen = fall(scores, json.loads(FIGURE.read_text(encoding="utf-8"))) if hold else None
        if write:
            PAGE.write_text(page(scores, EXTRACTOR), encoding="utf-8")
            FIGURE.write_text(json.dumps(figure(scores, EXTRACTOR), indent=2) + "\n", encoding="utf-8")
            self.stdout.write(f"written: {PAGE.name} and {FIGURE.name} in docs/")
        if fallen:
            self.stderr.write(fallen)
            sys.exit(1)
