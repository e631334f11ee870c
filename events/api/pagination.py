"""Keyset paging on (sort column, id): no row lost or doubled when many share a sort value, as fast on the last page as on
the first. Rows without a sort value come last in either direction.

A cursor says between which rows to go on, in which direction, and of which query; it is opaque to clients.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from events.api.parameters import Asked
from events.api.problems import Fault

PAGE_SIZE = 50
LARGEST_PAGE = 200
COUNT_CAP = 10_000
PER_PAGE = ("cursor", "count", "page_size", "fields", "expand", "format")
"""Parameters that may change from page to page."""


@dataclass(frozen=True)
class Sort:
    """A column to sort by. `decode` reads what `encode` wrote of a value; ValueError or TypeError when it did not."""

    column: str
    decode: Callable[[Any], Any]
    nullable: bool = False

    def encode(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date | datetime) else value


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) > 2**31:
        raise ValueError
    return value


def _text(value: Any) -> str:
    # No NUL and no lone surrogate: PostgreSQL takes neither.
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value.encode().decode()


def by_day(column: str) -> Sort:
    return Sort(column, date.fromisoformat, nullable=True)


def by_instant(column: str) -> Sort:
    return Sort(column, _aware)


def by_text(column: str) -> Sort:
    return Sort(column, _text)


def by_number(column: str) -> Sort:
    return Sort(column, _whole)


def _aware(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None or not 1 < instant.year < 9999:
        raise ValueError
    return instant


@dataclass(frozen=True)
class Ordering:
    """A sort column (None: by id alone) and its direction, which the id that breaks ties follows."""

    sort: Sort | None
    descending: bool


class Cursor(NamedTuple):
    """Go on behind (or, backward, before) the row with this sort value and id."""

    backward: bool
    value: Any
    key: Any


@dataclass(frozen=True)
class Page:
    """Rows, and the cursors of the pages around them."""

    rows: list[Any]
    next: Cursor | None
    previous: Cursor | None


def read_page(rows: QuerySet[Any], ordering: Ordering, size: int, cursor: Cursor | None) -> Page:
    """One page of the rows."""
    backward = cursor is not None and cursor.backward
    found: list[Any] = []
    for segment in _segments(rows, ordering, cursor):
        found += segment[: size + 1 - len(found)]
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()

    def beside(row: Any, back: bool) -> Cursor:
        return Cursor(back, getattr(row, ordering.sort.column) if ordering.sort else None, row.pk)

    if not found:
        return Page([], None, None)
    onward = beside(found[-1], False) if more or backward else None
    back = beside(found[0], True) if (more if backward else cursor is not None) else None
    return Page(found, onward, back)


def _segments(rows: QuerySet[Any], ordering: Ordering, cursor: Cursor | None) -> list[QuerySet[Any]]:
    """The rows from the cursor on, in the direction of travel, as one or two stretches: with a sort value and without one.

    One condition for both stretches (`… OR column IS NULL`) would keep PostgreSQL from starting in the middle of an index.
    """
    backward = cursor is not None and cursor.backward
    down = ordering.descending != backward
    passed = TupleLessThan if down else TupleGreaterThan
    key = F("pk").desc() if down else F("pk").asc()
    sort = ordering.sort
    if sort is None:
        beyond = rows.filter(**{"pk__lt" if down else "pk__gt": cursor.key}) if cursor else rows
        return [beyond.order_by(key)]
    column = F(sort.column)
    # Where nulls stand among values does not matter within a stretch, but an index is used only in its own order.
    by_value = (column.desc(nulls_last=True), key) if down else (column.asc(nulls_first=True), key)
    if not sort.nullable:
        by_value = (column.desc(), key) if down else (column.asc(), key)
        beyond = rows.filter(passed(Tuple(column, F("pk")), (cursor.value, cursor.key))) if cursor else rows
        return [beyond.order_by(*by_value)]
    if cursor is None and down:
        return [rows.order_by(*by_value)]
    dated = rows.filter(**{f"{sort.column}__isnull": False}).order_by(*by_value)
    undated = rows.filter(**{f"{sort.column}__isnull": True}).order_by(key)
    if cursor is None:
        return [dated, undated]
    if cursor.value is None:
        beyond = undated.filter(**{"pk__lt" if down else "pk__gt": cursor.key})
        return [beyond, dated] if backward else [beyond]
    beyond = dated.filter(passed(Tuple(column, F("pk")), (cursor.value, cursor.key)))
    return [beyond] if backward else [beyond, undated]


def encode_cursor(cursor: Cursor, ordering: Ordering, digest: str) -> str:
    """The cursor as clients carry it."""
    value = ordering.sort.encode(cursor.value) if ordering.sort and cursor.value is not None else None
    body = [digest, int(cursor.backward), value, str(cursor.key)]
    return base64.urlsafe_b64encode(json.dumps(body, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(text: str, ordering: Ordering, digest: str, key: Callable[[Any], Any]) -> Cursor:
    """Read a cursor. `key` reads the id. `Fault` when it is broken or belongs to another query."""
    try:
        if len(text) > 2000:
            raise ValueError
        body = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(body, list) or len(body) != 4 or body[1] not in (0, 1):
            raise ValueError
        theirs, backward, value, identity = body
        sort = ordering.sort
        if sort is not None and theirs == digest:
            value = sort.decode(value) if value is not None or not sort.nullable else None
        cursor = Cursor(bool(backward), value, key(_text(identity)))
    except (ValueError, TypeError, binascii.Error, RecursionError, ValidationError):
        raise Fault([{"parameter": "cursor", "detail": "It is broken: take it from next or previous of a page."}]) from None
    if theirs != digest:
        detail = "It belongs to another query: filters and ordering must stay as they were."
        raise Fault([{"parameter": "cursor", "detail": detail}])
    return cursor


class KeysetPagination(BasePagination):
    """The envelope of lists, as answers and as JSON Schema."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        asked: Asked = view.asked
        self.request, self.asked, self.ordering = request, asked, view.get_ordering()
        self.digest = asked.digest(request.path, PER_PAGE)
        cursor = None
        if text := asked.get("cursor"):
            cursor = decode_cursor(text, self.ordering, self.digest, queryset.model._meta.pk.to_python)
        self.page = read_page(queryset, self.ordering, asked.get("page_size", PAGE_SIZE), cursor)
        self.count = queryset.order_by()[: COUNT_CAP + 1].count() if asked.get("count") else None
        return self.page.rows

    def envelope(self, results: list[Any]) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"next": self._address(self.page.next), "previous": self._address(self.page.previous)}
        if self.count is not None:
            body["count"] = min(self.count, COUNT_CAP)
            if self.count > COUNT_CAP:
                body["count_capped"] = True
        return body | {"results": results}

    def links(self) -> str | None:
        """The value of the Link header (RFC 8288)."""
        around = {"next": self._address(self.page.next), "prev": self._address(self.page.previous)}
        return ", ".join(f'<{url}>; rel="{name}"' for name, url in around.items() if url) or None

    def _address(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        pairs = [pair for pair in self.asked.pairs if pair[0] != "cursor"]
        pairs.append(("cursor", encode_cursor(cursor, self.ordering, self.digest)))
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(pairs, safe=',:')}")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "description": "A page of a list. `Link` holds the same addresses.",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address | {"description": "The next page; null on the last."},
                "previous": address | {"description": "The page before; null on the first."},
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": COUNT_CAP,
                    "description": f"How many there are in all, with `count=true`; at most {COUNT_CAP}.",
                },
                "count_capped": {
                    "type": "boolean",
                    "description": "True where there are more than `count` says.",
                },
                "results": schema,
            },
        }
