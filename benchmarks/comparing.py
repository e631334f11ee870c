"""The servers side by side: equal answers first, then rounds in which each is asked in turn."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psutil

from benchmarks import load
from benchmarks.load import Reader
from benchmarks.servers.processes import LIST, Server, cpu_seconds

CHECKED = 20
"""Meetings whose answers are compared."""
WARM_SECONDS = 2
"""For which each question is asked before it is timed, so that connections, plans and caches are there."""


class UnequalError(Exception):
    """Servers answer differently: their speeds cannot be compared."""


@dataclass(frozen=True)
class Question:
    """What a server is asked again and again; `name` as in the results."""

    name: str
    server: Server
    paths: Sequence[str]
    headers: dict[str, str] | None = None


@dataclass(frozen=True)
class Measured:
    """One run of one question. The processors' time is for each request: of the server's processes, and of PostgreSQL's."""

    question: str
    server: str
    round: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    database_cpu_ms: float
    memory_mb: float


def check_equal(servers: Sequence[Server], ids: Sequence[str]) -> str:
    """The digest of what all servers answer, but for the hosts in addresses. UnequalError where they differ."""
    paths = [LIST, *(f"{LIST}{key}/" for key in ids[:CHECKED])]
    answers = {server.name: [_canonical(server, path) for path in paths] for server in servers}
    first, *others = answers
    for name in others:
        for path, ours, theirs in zip(paths, answers[first], answers[name], strict=True):
            if ours != theirs:
                raise UnequalError(f"{path}: {first} answers\n{ours[:2000]}\nand {name}\n{theirs[:2000]}")
    return hashlib.sha256("\n".join(answers[first]).encode()).hexdigest()


def _canonical(server: Server, path: str) -> str:
    """The records of an answer, keys sorted."""
    body, _, _ = Reader(server.host).get(path)
    answer = json.loads(body)
    records: list[dict[str, Any]] = answer.get("results", [answer])
    for record in records:
        record["url"] = urlsplit(record["url"]).path
    return json.dumps(records, sort_keys=True, ensure_ascii=False)


def run_rounds(questions: Sequence[Question], rounds: int, seconds: float, database: psutil.Process) -> Iterator[Measured]:
    """Ask all questions in turn, round by round, each for WARM_SECONDS before the first."""
    for question in questions:
        load.run(question.server.host, question.paths, WARM_SECONDS, question.headers)
    for number in range(1, rounds + 1):
        for question in questions:
            yield _measured(question, number, seconds, database)


def _measured(question: Question, number: int, seconds: float, database: psutil.Process) -> Measured:
    server = question.server
    groups = server.processes(), [database, *database.children()]
    before = [cpu_seconds(group) for group in groups]
    figures = load.run(server.host, question.paths, seconds, question.headers)
    own, databases = ((cpu_seconds(group) - then) / figures.requests * 1e3 for group, then in zip(groups, before, strict=True))
    memory = server.memory() / 1e6
    return Measured(
        question.name, server.name, number, figures.per_second, figures.p50_ms, figures.p99_ms, own, databases, memory
    )  # fmt: skip
