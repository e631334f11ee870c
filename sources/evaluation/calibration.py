"""Whether a confidence means what it says: of what was read with 0.8, about eight in ten should be right. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

EDGES = (0.0, 0.6, 0.7, 0.8, 0.9)  # few and wide: a corpus holds some hundred items
Z = 1.96  # for an interval that holds the share in 95 of 100 corpora


@dataclass(frozen=True, slots=True)
class Bin:
    """Items read with a confidence from `least` up to the next bin: how many, how sure on the mean, what share was right.

    `low` and `high` are Wilson's interval for the share: with few items, little is known.
    """

    least: float
    number: int
    confidence: float
    right: float
    low: float
    high: float


def bins(sure: Iterable[tuple[float, bool]]) -> list[Bin]:
    """The bins that hold items, from unsure to sure."""
    items = list(sure)
    found = []
    for least, end in zip(EDGES, (*EDGES[1:], 1.01), strict=True):
        inside = [(confidence, right) for confidence, right in items if least <= confidence < end]
        if inside:
            number, hits = len(inside), sum(right for _, right in inside)
            low, high = _interval(hits, number)
            found.append(Bin(least, number, sum(c for c, _ in inside) / number, hits / number, low, high))
    return found


def error(sure: Iterable[tuple[float, bool]]) -> float:
    """By how much confidence and share differ on the mean (expected calibration error); 0 without items."""
    found = bins(sure)
    total = sum(b.number for b in found)
    return sum(abs(b.confidence - b.right) * b.number for b in found) / total if total else 0.0


def _interval(hits: int, number: int) -> tuple[float, float]:
    share, square = hits / number, Z * Z / number
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * (share * (1 - share) / number + square / number / 4) ** 0.5
    return max(middle - half, 0.0), min(middle + half, 1.0)
