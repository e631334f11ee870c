"""Drawing the blocks of the set by all processors."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from multiprocessing import get_context

from benchmarks.dataset.rows import BLOCK, Row, block_rows
from benchmarks.dataset.world import World

Lines = dict[str, bytes]
"""Of each table: rows in COPY's text format."""

_of_process: tuple[World, int]
"""What each process of the pool is given once."""


def lines(rows: Iterable[Row]) -> Lines:
    """The rows by table. Their values hold neither tabs, line feeds nor backslashes, save for the sign of null."""
    found: dict[str, list[str]] = defaultdict(list)
    for table, values in rows:
        found[table].append("\t".join(values))
    return {table: ("\n".join(each) + "\n").encode() for table, each in found.items()}


def draw(world: World, meetings: int) -> Iterator[tuple[int, Lines]]:
    """Block after block: up to which meeting, and the lines."""
    ends = [(first, min(first + BLOCK, meetings)) for first in range(0, meetings, BLOCK)]
    with get_context("spawn").Pool(os.cpu_count(), _begin, (world, meetings)) as pool:
        for (_, last), drawn in zip(ends, pool.imap(_draw, ends), strict=True):
            yield last, drawn


def _begin(world: World, meetings: int) -> None:
    global _of_process
    _of_process = world, meetings


def _draw(ends: tuple[int, int]) -> Lines:
    world, meetings = _of_process
    return lines(block_rows(world, *ends, meetings))
