"""Reprints of one report: texts that share most of their words in a row. Pure.

A text is the set of its shingles (five words in a row) outside short lines, which are menus, credits and headlines. Two texts
are reprints where their sets are alike (Jaccard). So that reprints are found by an index and not by a scan, each text gets bands:
hashes of three minima (MinHash) each, of which two texts share at least one with a chance of 1 - (1 - j³)^42, j being their
likeness: 0.94 at 0.4, 0.997 at 0.5, 0.04 at 0.1. (datasketch keeps such an index in memory or in Redis; here it is a column.)
Texts that share set phrases are many: a byte of each minimum, the text's sketch, tells how alike two are without their words.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy

ALIKE = 0.4  # the least likeness of reprints; different reports of one meeting have 0.1 at most
WORDS = 5  # of a shingle
LEAST_WORDS = 8  # of a line that is prose
LONGEST = 4000  # words: what follows tells reprints apart no more
ROWS, BANDS = 3, 42
SHARED = 25  # bytes of the sketches of reprints, at least: 51 on average at 0.4, fewer than 25 once in a million
KEPT = 200  # texts whose shingles are kept in memory: who is compared was mostly read a moment ago

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=KEPT)
def shingles(text: str) -> frozenset[int]:
    """Hashes of all five words in a row of a text's prose; of all its words where it has less."""
    lines = (_WORD.findall(line.lower()) for line in text.splitlines())
    words = [word for line in lines if len(line) >= LEAST_WORDS for word in line][:LONGEST]
    if len(words) < WORDS:
        words = _WORD.findall(text.lower())[:LONGEST]
    runs = (words[i : i + WORDS] for i in range(max(len(words) - WORDS, 0) + 1))
    return frozenset(_hash(" ".join(run).encode("utf-8", "surrogatepass")) for run in runs if run)


def bands(shingles: Collection[int]) -> list[int]:
    """What the index holds of a text: signed 32-bit numbers."""
    minima = _minima(shingles).tolist()
    return [_band(number, minima[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS)] if minima else []


def sketch(shingles: Collection[int]) -> bytes:
    """A byte of each minimum of a text."""
    return _minima(shingles).astype(numpy.uint8).tobytes()


Sketch = bytes | memoryview


def near(own: Sketch | None, sketches: Sequence[Sketch | None]) -> list[bool]:
    """Which texts, as their sketches, may be reprints of one's own; any of which there is no sketch may."""
    if not own:
        return [True] * len(sketches)
    rows = numpy.frombuffer(b"".join(own if each is None else each for each in sketches), numpy.uint8).reshape(-1, len(own))
    shared = (rows == numpy.frombuffer(own, numpy.uint8)).sum(axis=1)
    return [bool(enough) for enough in shared >= SHARED]


def _minima(shingles: Collection[int]) -> "numpy.typing.NDArray[numpy.uint64]":
    if not shingles:
        return numpy.empty(0, numpy.uint64)
    hashes = numpy.fromiter(shingles, numpy.uint64, len(shingles))
    return (hashes ^ _SALTS[:, None]).min(axis=1)


def reprints(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two texts, as their shingles, are reprints of one report."""
    shared = len(a & b)
    return bool(shared) and shared / (len(a) + len(b) - shared) >= ALIKE


def _band(number: int, minima: Sequence[int]) -> int:
    return _hash(f"{number}:{minima}".encode()) % 2**32 - 2**31


def _hash(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest())


_SALTS = numpy.array([_hash(f"salt {number}".encode()) for number in range(ROWS * BANDS)], numpy.uint64)
