"""`expand`: records in the place of their ids, all of a page in one query each."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from events.api.addresses import at_host
from events.publishing.compiled import fetch


@dataclass(frozen=True)
class Expansion:
    """At `path` (keys from the top of a record; lists are gone through) stands an id, or an object that has one."""

    path: tuple[str, ...]
    published: Any

    def apply(self, records: Sequence[dict[str, Any]], host: str, position: int | None = None) -> None:
        """Put the records that are pointed to in the place of the pointers. One that is gone stays as it was.

        In the public form, whoever asks: texts are read at their own address. `position`: as of which; None: now.
        """
        places = [holder for record in records for holder in _holders(record, self.path[:-1])]
        name = self.path[-1]
        wanted = {_key(place[name]) for place in places if place.get(name) is not None}
        if not wanted:
            return
        found = fetch(self.published.objects.at(position).filter(record__any=wanted).values_list("record", "body"))
        shown = {str(key): json.loads(at_host(body, host)) for key, body in found}
        for place in places:
            if place.get(name) is not None:
                place[name] = shown.get(_key(place[name]), place[name])


def _holders(record: dict[str, Any], path: Sequence[str]) -> Iterator[dict[str, Any]]:
    if not path:
        yield record
        return
    below = record.get(path[0]) or []
    for each in below if isinstance(below, list) else [below]:
        yield from _holders(each, path[1:])


def _key(pointer: Any) -> str:
    return str(pointer["id"] if isinstance(pointer, dict) else pointer)
