"""What comes of the rounds: ratios with their spread, as a table, as JSON and as a chart."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import reading
from benchmarks.comparing import Measured


@dataclass(frozen=True)
class Ratio:
    """The median over rounds, and the lowest and highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Ratio":
        return cls(*(round(value, 3) for value in (statistics.median(values), min(values), max(values))))


@dataclass(frozen=True)
class Goal:
    """What a figure is to be: at least, or at most, so much."""

    meaning: str
    bound: float
    at_most: bool = False

    def is_met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.bound:g}"


GOALS = {
    "list_vs_limit": Goal("page of 50 meetings with participants, against the limit", 1.5),
    "list_vs_drf": Goal("the same, against plain Django REST framework", 20),
    "list_vs_ninja": Goal("the same, against django-ninja", 20),
    "other_pages_vs_limit": Goal("pages in turn, of which none is kept, against the limit's first page", 1.5),
    "other_pages_vs_drf": Goal("the same, against plain Django REST framework's first page", 15),
    "detail_vs_limit": Goal("one meeting, against the limit", 0.45),
    "detail_vs_drf": Goal("one meeting, against plain Django REST framework", 6),
    "not_modified_vs_limit": Goal("304 for a page, against the limit's page", 3),
    "deep_page_vs_first": Goal("time of the last page, against the first", 1.3, at_most=True),
    "search_p99_ms": Goal("any word in all statements, newest 20: 99 of 100 within ms", 50, at_most=True),
    "phrase_p99_ms": Goal("phrases of two or three words: 99 of 100 within ms", 120, at_most=True),
    "name_p99_ms": Goal("misspelt names of persons: 99 of 100 within ms", 15, at_most=True),
    "publishing_cost": Goal("time of an import with publishing, against without", 1.3, at_most=True),
    "import_vs_extraction": Goal("documents a second imported by two workers, against read by one process", 1.2),
    "upsert_vs_copy": Goal("structured rows a second upserted, against a straight COPY of them", 0.6),
    "reading_vs_parse": Goal("time of reading documents, against spaCy's parse alone", reading.MOST, at_most=True),
}
"""The figures of bench.json, in the order of the table."""

OF_SPEEDS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "list_vs_limit": (("list", "chancery"), ("list", "limit")),
    "list_vs_drf": (("list", "chancery"), ("list", "drf")),
    "list_vs_ninja": (("list", "chancery"), ("list", "ninja")),
    "other_pages_vs_limit": (("other_pages", "chancery"), ("list", "limit")),
    "other_pages_vs_drf": (("other_pages", "chancery"), ("list", "drf")),
    "detail_vs_limit": (("detail", "chancery"), ("detail", "limit")),
    "detail_vs_drf": (("detail", "chancery"), ("detail", "drf")),
    "not_modified_vs_limit": (("not_modified", "chancery"), ("list", "limit")),
    "deep_page_vs_first": (("list", "chancery"), ("last_page", "chancery")),
}
"""Ratios of requests per second: (question, server) above, and below."""


def speed_ratios(measured: Sequence[Measured]) -> dict[str, Ratio]:
    """The ratios of OF_SPEEDS, as far as both have been measured; each round's own are compared."""
    speeds = {(m.question, m.server, m.round): m.per_second for m in measured}
    rounds = sorted({m.round for m in measured})
    found = {}
    for name, (above, below) in OF_SPEEDS.items():
        pairs = [(speeds.get((*above, n)), speeds.get((*below, n))) for n in rounds]
        values = [a / b for a, b in pairs if a and b]
        if values:
            found[name] = Ratio.of(values)
    return found


def table(figures: Mapping[str, Ratio]) -> str:
    """The figures beside what is wanted, for a terminal and for Markdown alike."""
    lines = ["| figure | median | rounds | wanted | |", "|---|---|---|---|---|"]
    for name, goal in GOALS.items():
        if name in figures:
            ratio = figures[name]
            verdict = "" if goal.is_met(ratio.median) else "**missed**"
            lines.append(f"| {name}: {goal.meaning} | {ratio.median:g} | {ratio.low:g} to {ratio.high:g} | {goal} | {verdict} |")
    return "\n".join(lines)


def speeds_table(measured: Sequence[Measured]) -> str:
    """Medians of each question and server."""
    lines = [
        "| question | server | requests/s | p50 ms | p99 ms | CPU ms a request | of PostgreSQL | memory MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for question, server in dict.fromkeys((m.question, m.server) for m in measured):
        rows = [m for m in measured if (m.question, m.server) == (question, server)]

        def median(pick: Callable[[Measured], float], rows: Sequence[Measured] = rows) -> float:
            return statistics.median(pick(row) for row in rows)

        lines.append(
            f"| {question} | {server} | {median(lambda m: m.per_second):,.0f} | {median(lambda m: m.p50_ms):.2f}"
            f" | {median(lambda m: m.p99_ms):.2f} | {median(lambda m: m.cpu_ms):.2f} | {median(lambda m: m.database_cpu_ms):.2f}"
            f" | {median(lambda m: m.memory_mb):.0f} |"
        )
    return "\n".join(lines)


def as_json(figures: Mapping[str, Ratio], **beside: Any) -> dict[str, Any]:
    """The content of bench.json: the medians under their names, then what they rest on."""
    spread = {name: [ratio.low, ratio.high] for name, ratio in figures.items()}
    return {name: ratio.median for name, ratio in figures.items()} | {"spread": spread} | beside
