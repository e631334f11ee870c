"""Loading lines of a snapshot: what is not here yet is written, what is here the same stays, what differs is refused.

Nothing here is overwritten: a line that contradicts what stands is refused with what differs, so that loading twice, or after it
was broken off, only adds what is missing. Rows are written unpublished; the published forms, which follow them, publish each
record once, as it was published where it comes from, and are compared with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby

from events.publishing.copying import leave_unpublished
from events.publishing.forms import FORMS
from events.services.writing import writing
from events.snapshots.kinds import kinds
from events.snapshots.loading_forms import load_forms
from events.snapshots.loading_rows import Faults, Lines, load_links, load_rows, load_tombstones
from events.snapshots.rows import Line

LINK, TOMBSTONE = "link", "tombstone"


def types() -> frozenset[str]:
    """What the lines of a snapshot can be."""
    return frozenset({*FORMS, *kinds(), LINK, TOMBSTONE})


def load(lines: Iterable[tuple[int, bytes]]) -> Faults:
    """Take in numbered lines, all in one transaction. Returns why lines were refused."""
    faults: Faults = {}
    with writing():
        for type, group in groupby(_parsed(lines, faults), key=lambda line: line[1]["type"]):
            faults |= _loader(type)(dict(group))
        leave_unpublished()
    return faults


def _parsed(lines: Iterable[tuple[int, bytes]], faults: Faults) -> Iterator[tuple[int, Line]]:
    known = types()
    for number, content in lines:
        try:
            line = json.loads(content)
        except (ValueError, RecursionError) as error:
            faults[number] = f"broken JSON: {error}"
            continue
        if isinstance(line, dict) and isinstance(line.get("type"), str) and line["type"] in known:
            yield number, line
        else:
            faults[number] = f"no line of a snapshot: `type` is none of {', '.join(sorted(known))}"


def _loader(type: str) -> Callable[[Lines], Faults]:
    if type == LINK:
        return load_links
    if type == TOMBSTONE:
        return load_tombstones
    if type in FORMS:
        return partial(load_forms, type)
    return partial(load_rows, kinds()[type])
