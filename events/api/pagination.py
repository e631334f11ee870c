"""Pages of lists as clients ask for them and see them: the cursor, the envelope and the links around the rows.

A cursor says between which rows to go on, in which direction, and of which query; it is opaque to clients.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from rest_framework.pagination import BasePagination
from rest_framework.request import Request

from events.api import addresses
from events.api.pages import COUNT_CAP, Cursor, Fixed, Page, Reading, how_many, page_of, read_fixed_page, read_page
from events.api.parameters import Asked
from events.api.problems import Fault
from events.api.sorting import Ordering, read_text

PAGE_SIZE = 50
LARGEST_PAGE = 200
COMPACT = json.JSONEncoder(separators=(",", ":"))
PER_PAGE = ("cursor", "count", "page_size", "fields", "expand", "highlight", "format")
"""Parameters that may change from page to page."""


def encode_cursor(cursor: Cursor, ordering: Ordering, digest: str) -> str:
    """The cursor as clients carry it."""
    value = ordering.sort.encode(cursor.value) if ordering.sort else None
    body = COMPACT.encode([digest, int(cursor.backward), value, str(cursor.key)])
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


@lru_cache(maxsize=1024)
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
            value = sort.decode(value)
        cursor = Cursor(bool(backward), value, key(read_text(identity)))
    except (ValueError, TypeError, binascii.Error, RecursionError, ValidationError):
        raise Fault([{"parameter": "cursor", "detail": "It is broken: take it from next or previous of a page."}]) from None
    if theirs != digest:
        detail = "It belongs to another query: filters and ordering must stay as they were."
        raise Fault([{"parameter": "cursor", "detail": detail}])
    return cursor


class Paging:
    """One request for a page of a list: reads it, and writes the envelope around it."""

    def __init__(self, request: Request, asked: Asked, ordering: Ordering) -> None:
        self.request, self.asked, self.ordering = request, asked, ordering
        self.size: int = asked.get("page_size", PAGE_SIZE)
        self.digest = asked.digest(request.path, PER_PAGE)
        self.count: int | None = None
        self.page = Page([], ordering)

    def cursor(self, model: type[Model]) -> Cursor | None:
        """Where to go on."""
        text = self.asked.get("cursor")
        pk = model._meta.pk if self.ordering.key == "pk" else model._meta.get_field(self.ordering.key)
        return decode_cursor(text, self.ordering, self.digest, pk.to_python) if text else None  # type: ignore[union-attr]

    def read(self, rows: QuerySet[Any], columns: tuple[str, ...] = ()) -> list[Any]:
        """The rows of the page."""
        return self.read_by(read_page, rows, columns)

    def read_fixed(self, fixed: Fixed, model: type[Model], columns: tuple[str, ...]) -> list[Any]:
        """The rows of the page of rows that are asked for all the time."""
        page = read_fixed_page(fixed, self.ordering, self.size, self.cursor(model), columns)
        if self.asked.get("count"):
            self.count = how_many(fixed.rows(*fixed.values))
        return self._around(page)

    def read_by(self, reading: Reading, rows: QuerySet[Any], columns: tuple[str, ...]) -> list[Any]:
        """The rows of the page, by another reading than `read_page`."""
        counts = bool(self.asked.get("count"))
        page = reading(rows, self.ordering, self.size, self.cursor(rows.model), columns, counts)
        self.count = page.count
        return self._around(page)

    def read_counted(self, rows: Sequence[Any]) -> list[Any]:
        """The rows of the page of rows that are in memory; their keys are texts."""
        text = self.asked.get("cursor")
        cursor = decode_cursor(text, self.ordering, self.digest, str) if text else None
        if self.asked.get("count"):
            self.count = len(rows)
        return self._around(page_of(rows, self.ordering, self.size, cursor))

    def _around(self, page: Page) -> list[Any]:
        self.page = page
        return page.rows

    @cached_property
    def next(self) -> str | None:
        """The address of the page behind."""
        return self._address(self.page.next)

    @cached_property
    def previous(self) -> str | None:
        """The address of the page before."""
        return self._address(self.page.previous)

    def outline(self) -> str:
        """What the envelope depends on beside the query and the rows; no address needs to be put together for it."""
        return f"{self.page.has_previous} {self.page.has_next} {self.count}"

    def envelope(self) -> dict[str, Any]:
        """What stands before the `results`."""
        body: dict[str, Any] = {"next": self.next, "previous": self.previous}
        if self.count is not None:
            body["count"] = min(self.count, COUNT_CAP)
            if self.count > COUNT_CAP:
                body["count_capped"] = True
        return body

    def links(self) -> str | None:
        """The value of the Link header (RFC 8288)."""
        around = {"next": self.next, "prev": self.previous}
        return ", ".join(f'<{url}>; rel="{name}"' for name, url in around.items() if url) or None

    def _address(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        kept = urlencode([pair for pair in self.asked.pairs if pair[0] != "cursor"], safe=",:")
        # Of letters that need no escaping.
        query = f"cursor={encode_cursor(cursor, self.ordering, self.digest)}"
        return f"{addresses.here(self.request)}?{f'{kept}&{query}' if kept else query}"


class Envelope(BasePagination):
    """The envelope of lists as JSON Schema; `Paging` writes it."""

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
