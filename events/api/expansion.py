"""`expand`: records in the place of their ids, all of a page in one query."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from events.api.addresses import at_host
from events.api.finding import versions
from events.publishing.compiled import fetch


@dataclass(frozen=True)
class Expansion:
    """At `path` (keys from the top of a record; lists are gone through) stands an id, or an object that has one."""

    path: tuple[str, ...]
    published: Any

    def places(self, records: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
        """The objects that point to something, and under which key."""
        *above, name = self.path
        for record in records:
            for holder in _holders(record, above):
                if holder.get(name) is not None:
                    yield holder, name


def expand(records: Sequence[dict[str, Any]], by: Iterable[Expansion], host: str, position: int | None = None) -> None:
    """Put the records that are pointed to in the place of the pointers. One that is gone stays as it was.

    In the public form, whoever asks: texts are read at their own address. `position`: as of which; None: now.
    """
    wanted: dict[Any, set[str]] = defaultdict(set)
    places = [(expansion.published, *place) for expansion in by for place in expansion.places(records)]
    for published, holder, name in places:
        wanted[published].add(_key(holder[name]))
    if not wanted:
        return
    found = fetch(versions(wanted, position, "body"))
    shown = {str(key): json.loads(at_host(body, host)) for key, body in found if body is not None}
    for _, holder, name in places:
        holder[name] = shown.get(_key(holder[name]), holder[name])


def _holders(record: dict[str, Any], path: Sequence[str]) -> Iterator[dict[str, Any]]:
    if not path:
        yield record
        return
    below = record.get(path[0]) or []
    for each in below if isinstance(below, list) else [below]:
        yield from _holders(each, path[1:])


def _key(pointer: Any) -> str:
    return str(pointer["id"] if isinstance(pointer, dict) else pointer)
