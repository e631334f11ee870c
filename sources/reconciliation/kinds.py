"""Many claims tell the same: two kinds of telling are compared once, however many documents tell them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from sources.reconciliation.comparing import LONGEST_DELAY, SUGGESTION, Candidate, Score, compare_told

NOBODY = ("", "", 0)
DAY = 3  # Candidate.precision


class Kinds:
    """Kinds of telling by number, and their scores. Kept for as long as one decision takes."""

    def __init__(self) -> None:
        self._numbers: dict[Candidate, int] = {}
        self._told: list[Candidate] = []
        self._blocks: dict[frozenset[str], list[int]] = defaultdict(list)
        self._scores: dict[tuple[int, int], Score] = {}
        self._near: list[dict[int, float]] = []

    def number(self, candidate: Candidate) -> int:
        """Its kind. A day of publication tells something only of what has no date of its own."""
        told = replace(candidate, key=NOBODY, published=candidate.published if candidate.start is None else None)
        number = self._numbers.setdefault(told, len(self._told))
        if number == len(self._told):
            self._told.append(told)
            self._near.append({})
            self._meet_others(number)
            for block in _blocks(told):
                self._blocks[block].append(number)
        return number

    def score(self, one: int, other: int) -> Score:
        """Of claims of two documents, of these kinds."""
        kinds = (one, other) if one < other else (other, one)
        if kinds not in self._scores:
            self._scores[kinds] = compare_told(self._told[one], self._told[other])
        return self._scores[kinds]

    def near(self, kind: int) -> dict[int, float]:
        """With which kinds it reaches SUGGESTION, itself perhaps included, and the totals."""
        return self._near[kind]

    def _meet_others(self, number: int) -> None:
        told = self._told[number]
        others = {other for block in _blocks(told) for other in self._blocks[block]}
        for other in (*others, number):
            if not _far_apart(told, self._told[other]) and (total := self.score(number, other).total) >= SUGGESTION:
                self._near[number][other] = self._near[other][number] = total


def _blocks(candidate: Candidate) -> Iterator[frozenset[str]]:
    """What two candidates share one of unless their parties forbid that they are one meeting."""
    if len(candidate.entities) < 2:
        yield candidate.entities
    for pair in combinations(sorted(candidate.entities), 2):
        yield frozenset(pair)


def _far_apart(a: Candidate, b: Candidate) -> bool:
    """Whether the days alone forbid it, as most do: seen at less cost than by comparing."""
    if a.start is None or b.start is None or a.precision < DAY or b.precision < DAY:
        return False
    (first, last), (other, _) = sorted((_days(a), _days(b)))
    return other - first > LONGEST_DELAY and other - last > 1


def _days(candidate: Candidate) -> tuple[int, int]:
    assert candidate.span is not None
    return candidate.span
