"""`expand`: records in the place of their ids, all of a page in one query each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import Serializer


@dataclass(frozen=True)
class Expansion:
    """At `path` (keys from the top of a record; lists are gone through) stands an id, or an object that has one."""

    path: tuple[str, ...]
    rows: QuerySet[Any]
    serializer: type[Serializer[Any]]

    def apply(self, records: Sequence[dict[str, Any]], context: Mapping[str, Any]) -> None:
        """Put the records that are pointed to in the place of the pointers. One that is gone stays as it was."""
        places = [holder for record in records for holder in _holders(record, self.path[:-1])]
        name = self.path[-1]
        wanted = {_key(place[name]) for place in places if place.get(name) is not None}
        if not wanted:
            return
        found = self.rows.filter(pk__in=wanted)
        shown = {str(row.pk): data for row, data in zip(found, self._render(found, context), strict=True)}
        for place in places:
            if place.get(name) is not None:
                place[name] = shown.get(_key(place[name]), place[name])

    def _render(self, rows: Iterable[Any], context: Mapping[str, Any]) -> Any:
        # In the public form, whoever asks: texts are read at their own address.
        return self.serializer(rows, many=True, context={**context, "full_text": False}).data


def _holders(record: dict[str, Any], path: Sequence[str]) -> Iterator[dict[str, Any]]:
    if not path:
        yield record
        return
    below = record.get(path[0]) or []
    for each in below if isinstance(below, list) else [below]:
        yield from _holders(each, path[1:])


def _key(pointer: Any) -> str:
    return str(pointer["id"] if isinstance(pointer, dict) else pointer)
