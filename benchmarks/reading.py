"""What reading costs beside the bare parse of the language model: `python -m benchmarks.reading [FOLDER]` prints the ratio.

Both are timed over the same documents in the same run, round by round in turn, so that a busy machine slows both alike; the
medians of the rounds are compared. The documents are the dispatches of seeds/, which are short, invented ones as long as news,
and the texts of FOLDER where one is named.
No database is asked: the gazetteer is built from the files of seeds/.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from sources.extraction.gazetteer import Gazetteer
    from sources.readers import Draft

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
ROUNDS = 3
NEWS = 20
"""Documents as long as news."""
MOST = 1.3
"""Times the bare parse that reading may cost."""


@dataclass(frozen=True, slots=True)
class ReadingCost:
    """Medians over the rounds, in seconds of processor time for all documents."""

    documents: int
    words: int
    parse: float
    read: float

    @property
    def ratio(self) -> float:
        return self.read / self.parse

    @property
    def words_per_second(self) -> float:
        return self.words / self.read

    def __str__(self) -> str:
        return (
            f"{self.documents} documents, {self.words:,} words: read in {self.read:.2f} s, parsed in {self.parse:.2f} s; "
            f"reading costs {self.ratio:.2f} times the parse (at most {MOST}), {self.words_per_second:,.0f} words a second"
        )


def measure(folder: Path | None = None, rounds: int = ROUNDS) -> ReadingCost:
    """Read the documents and parse the very same texts, in turn. Django must be set up."""
    from sources.extraction.reader import read
    from sources.knowledge import model

    language, gazetteer, drafts = model(), from_seeds(), documents(folder)
    texts = [draft.text for draft in drafts]

    def parse() -> None:
        for _ in language.pipe(texts):
            pass

    def read_all() -> None:
        for draft in drafts:
            read(draft.text, draft.given, gazetteer, language)

    parse()  # what is loaded and built once belongs to neither
    read_all()
    parsed, reading = [], []
    for _ in range(rounds):
        parsed.append(_seconds(parse))
        reading.append(_seconds(read_all))
    words = sum(len(text.split()) for text in texts)
    return ReadingCost(len(texts), words, statistics.median(parsed), statistics.median(reading))


def documents(folder: Path | None) -> Sequence[Draft]:
    """The documents of the seeds, invented ones, and of the folder all texts, pages and readouts."""
    from benchmarks.dataset.dispatches import dispatches
    from sources.readers import MEDIA, READERS

    paths = [path for place in (SEEDS / "dispatches", folder) if place for path in sorted(place.iterdir())]
    kinds = {".txt", ".md", ".html"}
    found = [READERS[MEDIA[path.suffix]](path.read_bytes()) for path in paths if path.suffix in kinds and path.name.islower()]
    return found + [READERS["text"](each.text.encode()) for each in islice(dispatches(NEWS), NEWS)]


def from_seeds() -> Gazetteer:
    """The gazetteer that the seeds make."""
    from events.places import city_rows
    from sources.extraction.gazetteer import Gazetteer

    countries, organizations = (json.loads((SEEDS / f"{name}.json").read_bytes()) for name in ("countries", "organizations"))
    return Gazetteer.from_rows(countries, organizations, city_rows())


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    cost = measure(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    print(cost)
    return int(cost.ratio > MOST)


if __name__ == "__main__":
    sys.exit(main())
