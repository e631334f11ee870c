"""What is measured: the servers side by side, searches, imports, reading."""

import importlib.util
import json
import traceback
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from statistics import median
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from psycopg.conninfo import make_conninfo

from benchmarks import importing, reading, searching, throughput, upserting
from benchmarks.comparing import Measured, Question, check_equal, run_rounds
from benchmarks.dataset.rows import MEETING, identifier
from benchmarks.dataset.world import SEED
from benchmarks.load import Reader, percentile
from benchmarks.progress import Progress
from benchmarks.report import Ratio, speed_ratios
from benchmarks.servers.processes import LIST, Server
from config.databases import libpq_parameters
from config.embedded.places import Places, read_state

OF_CHANCERY = ("not_modified", "last_page", "other_pages")
"""Questions that Chancery alone is asked."""
DETAILS = 500
"""Meetings that are asked for one by one."""
PAGE = 50
OTHER_PAGES = 400
"""Pages that are asked for in turn, so many that none is still kept when it is asked for again."""
LARGEST_PAGE = 200
SEARCHED = {
    "search_p99_ms": (f"/api/v1/statements/?page_size={searching.NEWEST}&q=", searching.words),
    "phrase_p99_ms": (f"/api/v1/statements/?page_size={searching.NEWEST}&q=", searching.phrases),
    "name_p99_ms": ("/api/v1/persons/?q=", searching.misspelt_names),
}

@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    meetings: int
    rounds: int
    seconds: float
    """Of each question in a round."""
    searches: int
    """Queries of each kind in a round."""
    documents: int
    """Imported in all, in stretches, each of which is a round."""

    def steps(self, parts: Collection[str], servers: int) -> int:
        """How many measurements these parts are."""
        each = {"speeds": 2 * servers + len(OF_CHANCERY), "searches": len(SEARCHED), "imports": 2}
        each |= {"upserts": 1, "reading": 1}
        stretches = len(throughput.stretches(self.documents)) if "throughput" in parts else 0
        return stretches + self.rounds * sum(each[part] for part in parts if part in each)


def all_servers() -> list[Server]:
    """Chancery first. django-ninja only where it is installed (benchmarks/requirements.txt)."""
    conninfo = make_conninfo(**libpq_parameters(settings.DATABASE_URL, settings.DATA_DIR))
    found = [
        Server("chancery", "config.wsgi:application", {}),
        Server("limit", "benchmarks.servers.limit:application", {"BENCH_CONNINFO": conninfo}),
        Server("drf", "benchmarks.servers.wsgi:application", {"BENCH_URLCONF": "benchmarks.servers.drf"}),
    ]
    if importlib.util.find_spec("ninja"):
        found.append(Server("ninja", "benchmarks.servers.wsgi:application", {"BENCH_URLCONF": "benchmarks.servers.ninja"}))
    return found


@contextmanager
def running(servers: Sequence[Server]) -> Iterator[None]:
    """All of them, until the end."""
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.stop()


def measure_speeds(plan: Plan, servers: Sequence[Server], progress: Progress) -> Iterator[Measured]:
    """The servers, which must be running and answer alike."""
    random = Random(f"{SEED} details")
    details = [identifier(MEETING, random.randrange(plan.meetings)) for _ in range(DETAILS)]
    progress.tell(f"all answers are equal: {check_equal(servers, details)[:16]}")
    chancery = servers[0]
    reader = Reader(chancery.host)
    last, others = pages(reader, plan.meetings)
    progress.tell(f"walked to the last page, all {plan.meetings:,} meetings on the way, each once")
    _, headers, _ = reader.get(LIST)
    questions = [Question("list", server, [LIST]) for server in servers]
    questions += [Question("detail", server, [f"{LIST}{key}/" for key in details]) for server in servers]
    of_chancery = ([LIST], {"If-None-Match": headers["ETag"]}), ([last], None), (others, None)
    questions += [Question(name, chancery, *asked) for name, asked in zip(OF_CHANCERY, of_chancery, strict=True)]
    database = psutil.Process(int(read_state(Places(settings.DATA_DIR))["postgres"]))
    for each in run_rounds(questions, plan.rounds, plan.seconds, database):
        speed = f"{each.per_second:,.0f} requests/s, p99 {each.p99_ms:.1f} ms"
        progress.done(f"round {each.round}: {each.question} of {each.server}: {speed}")
        yield each


def pages(reader: Reader, meetings: int) -> tuple[str, list[str]]:
    """The path of the last page, to which `next` leads, and those of OTHER_PAGES on the way, if there are so many.

    AssertionError where the way there misses or repeats a meeting.
    """
    path = f"{LIST}?page_size={LARGEST_PAGE}&fields=id"
    seen: set[str] = set()
    number, passed = 0, [path]
    while True:
        answer = json.loads(reader.get(path)[0])
        number += len(answer["results"])
        seen.update(record["id"] for record in answer["results"])
        if answer["next"] is None:
            break
        passed.append(path := _path(answer["next"]))
    assert number == len(seen) == meetings, f"{number} meetings on all pages, {len(seen)} of them different, of {meetings}"
    passed = [each.replace(f"page_size={LARGEST_PAGE}", f"page_size={PAGE}").replace("&fields=id", "") for each in passed]
    last = passed[-1]
    while (following := json.loads(reader.get(last)[0])["next"]) is not None:
        last = _path(following)
    return last, passed[:: len(passed) // OTHER_PAGES + 1]


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def measure_searches(plan: Plan, server: Server, progress: Progress) -> Iterator[tuple[str, float]]:
    """Figures, and the 99th percentile of a round."""
    for path, draw in SEARCHED.values():
        searching.milliseconds(server.host, path, draw(plan.meetings, DETAILS))  # to warm up
    for number in range(1, plan.rounds + 1):
        for name, (path, draw) in SEARCHED.items():
            queries = draw(plan.meetings, plan.searches * number)[-plan.searches :]
            taken = searching.milliseconds(server.host, path, queries)
            found = percentile(taken, 0.99)
            progress.done(f"round {number}: {name} {found:.1f}, median {median(taken):.1f}")
            yield name, found


def measure_imports(plan: Plan, progress: Progress) -> Iterator[tuple[str, float]]:
    """With or without publishing, and seconds."""
    for number, publishing, seconds in importing.seconds_of_imports(plan.rounds):
        progress.done(f"round {number}: an import with publishing {publishing}: {seconds:.2f} s")
        yield publishing, seconds


def measure_throughput(plan: Plan, progress: Progress) -> Iterator[float]:
    """How many times the rate of bare reading in one process documents are imported at, of each stretch."""
    for stretch, imported, read in throughput.rates(plan.documents):
        progress.done(
            f"documents {stretch.start + 1:,} to {stretch.stop:,}: {imported:.1f} a second imported by"
            f" {throughput.WORKERS} workers, {read:.1f} read by one process"
        )
        yield imported / read


def measure_upserts(plan: Plan, progress: Progress) -> Iterator[float]:
    """How many times the rate of a straight COPY structured rows are upserted at, of each round."""
    for number in range(1, plan.rounds + 1):
        upserted, copied = upserting.speeds()
        progress.done(f"round {number}: {upserted:,.0f} rows a second upserted, {copied:,.0f} copied")
        yield upserted / copied


def measure_reading(plan: Plan, progress: Progress) -> Iterator[float]:
    """How many times the bare parse reading takes, of each round."""
    for number in range(1, plan.rounds + 1):
        cost = reading.measure()
        progress.done(f"round {number}: {cost}")
        yield cost.ratio


@dataclass
class Rounds:
    """What was measured, round by round; empty what was not asked for. `failed`: by part, what went wrong in it."""

    speeds: list[Measured] = field(default_factory=list)
    searches: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in SEARCHED})
    imports: dict[str, list[float]] = field(default_factory=lambda: {importing.WITH: [], importing.WITHOUT: []})
    throughput: list[float] = field(default_factory=list)
    upserts: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    def figures(self) -> dict[str, Ratio]:
        """The figures that the rounds give."""
        found = speed_ratios(self.speeds) | {name: Ratio.of(values) for name, values in self.searches.items() if values}
        # Of a run that was cut off, whole rounds.
        if pairs := list(zip(self.imports[importing.WITH], self.imports[importing.WITHOUT], strict=False)):
            found["publishing_cost"] = Ratio.of([a / b for a, b in pairs])
        if self.throughput:
            found["import_vs_extraction"] = Ratio.of(self.throughput)
        if self.upserts:
            found["upsert_vs_copy"] = Ratio.of(self.upserts)
        if self.reading:
            found["reading_vs_parse"] = Ratio.of(self.reading)
        return found


def measure(plan: Plan, parts: Sequence[str], progress: Progress) -> Rounds:
    """Measure these of speeds, searches, imports, throughput, upserts and reading. The set must be there.

    What one of them throws ends that one alone, and is kept as its failure.
    """
    rounds = Rounds()
    servers = all_servers() if {"speeds", "searches"} & set(parts) else []
    progress.total = plan.steps(parts, len(servers))

    def speeds() -> None:
        with running(servers):
            rounds.speeds.extend(measure_speeds(plan, servers, progress))

    def searches() -> None:
        with running(servers[:1]):
            for name, value in measure_searches(plan, servers[0], progress):
                rounds.searches[name].append(value)

    def imports() -> None:
        for publishing, seconds in measure_imports(plan, progress):
            rounds.imports[publishing].append(seconds)

    def import_many() -> None:
        rounds.throughput.extend(measure_throughput(plan, progress))

    def upsert() -> None:
        rounds.upserts.extend(measure_upserts(plan, progress))

    def read() -> None:
        rounds.reading.extend(measure_reading(plan, progress))

    measured = {
        "speeds": speeds,
        "searches": searches,
        "imports": imports,
        "throughput": import_many,
        "upserts": upsert,
        "reading": read,
    }
    for name, part in measured.items():
        if name not in parts:
            continue
        try:
            part()
        except Exception as error:
            rounds.failed[name] = f"{type(error).__name__}: {error}"
            progress.tell(f"{name} failed: {traceback.format_exc()}")
    return rounds
