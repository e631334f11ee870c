"""Lists and details of what has a published form: read from there alone, as they are or as they were.

A body goes out as it is stored, only its address made absolute; it is taken apart where `fields`, `expand` or a whole text
ask for it.
"""

import json
from collections.abc import Hashable, Iterator, Sequence
from operator import attrgetter
from typing import Any, ClassVar

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property, classproperty
from rest_framework.request import Request

from events.api import addresses, full_texts
from events.api.addresses import at_host
from events.api.budgets import budget
from events.api.conditional import is_conditional, is_known, not_modified, record_tag, tag, tagged
from events.api.finding import States, check_stands, find, states
from events.api.formats import RENDERERS, Format, feed, streamed
from events.api.highlights import HIGHLIGHT, SEARCHED, highlights
from events.api.kept import PAGES, KeptPage
from events.api.kinds import Moment
from events.api.moments import resolved
from events.api.pages import VERSIONS, Cursor, Fixed, read_page
from events.api.pagination import COMPACT, PER_PAGE, Paging
from events.api.parameters import Parameter, following, ids_asked, narrow
from events.api.problems import Fault
from events.api.reading import Records, ResourceViewSet
from events.api.searching import read_searched_page
from events.api.sorting import Ordering
from events.publishing.forms import FORMS
from events.publishing.querysets import PublishedQuerySet

AS_OF = Parameter(
    "as_of",
    Moment(),
    "The record as it was: at a position of the change feed, or at an instant.",
    example="2024-01-01T00:00:00Z",
)
STREAMED = 500
"""Records that are read at once where all are streamed."""
PAGE = ("record", "position")
POSITION = attrgetter("position")
SHAPING = frozenset({"fields", "expand", "highlight"})
"""Parameters for which bodies are taken apart."""
SHOWING = {*PER_PAGE, "ordering"}
"""Parameters that leave the rows of a list as they are."""


class PublishedViewSet(ResourceViewSet):
    """A resource with a published form; `queryset` holds its versions."""

    key = "record"
    takes_all: ClassVar[bool] = True
    """Whether a list without filters shows all that is current."""

    # --- What is asked for

    @classmethod
    def declared(cls, action: str) -> Sequence[Parameter]:
        declared = [*super().declared(action), AS_OF]
        marks = action in cls.lists and cls.ranked and cls.published().resource in SEARCHED
        return [*declared, HIGHLIGHT] if marks else declared

    @classmethod
    def published(cls) -> Any:
        """The table of versions, a `Published`."""
        assert cls.queryset is not None
        return cls.queryset.model

    @classmethod
    def at_address(cls) -> Any:
        """The versions of what stands at the address."""
        return cls.published()

    @classproperty
    def merges(cls) -> bool:
        return hasattr(FORMS[cls.at_address().resource].model, "merged_into")

    def begin(self, request: Request) -> None:
        super().begin(request)
        if (moment := self.asked.get("as_of")) is not None:
            self.position, self.states = resolved(moment, self.looked_up())
            self.asked = self.asked.with_value("as_of", str(self.position))

    def get_queryset(self) -> PublishedQuerySet[Any]:
        rows: Any = super().get_queryset()
        return rows.at(self.position)

    def narrowed(self) -> PublishedQuerySet[Any]:
        """The rows that are asked for. Who was merged into another by then is looked for under the survivor, too."""
        into = {record: into for record, (_, into) in self.states.items() if into is not None}
        rows: Any = narrow(self.get_queryset(), following(self.asked, self.filters, into), self.filters)
        return rows

    def looked_up(self) -> dict[Any, list[Any]]:
        """The ids, by their table, of what may have been merged into another and is asked for under the old one."""
        return ids_asked(self.asked, self.filters) if self.action in self.lists else {}

    @cached_property
    def states(self) -> States:
        """What became of those that are looked up; with `as_of`, by then."""
        return states(self.looked_up())

    # --- Answers

    formats: ClassVar[Sequence[Format]] = (Format.JSON, Format.NDJSON, Format.CSV, Format.ATOM)

    def get_renderers(self) -> list[Any]:
        others = [RENDERERS[form]() for form in self.formats if form in RENDERERS] if self.action in self.lists else []
        return [*super().get_renderers(), *others]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = Format(self.asked.get("format") or request.accepted_renderer.format)
        if form is Format.ATOM:
            return self._feed(request)
        return self._page(request) if form is Format.JSON else self._stream(form)

    def _stream(self, form: Format) -> StreamingHttpResponse:
        """All records, to the last."""
        for name in ("page_size", "count"):
            if name in self.asked.values:
                raise Fault([{"parameter": name, "detail": f"It is for pages; {form} holds all records."}])
        unfit = {Format.NDJSON: (), Format.CSV: ("expand", "highlight")}.get(form, ("expand", "fields", "highlight"))
        if told := [name for name in unfit if name in self.asked.values]:
            raise Fault([{"parameter": told[0], "detail": f"It is not for {form}."}])
        columns = self.asked.get("fields") or [name for name in self.field_names() if name != "text" or self.full_text]
        return streamed(form, self._pages(), columns, self.published().resource)

    def _pages(self) -> Iterator[Sequence[str]]:
        """The bodies of all records from the cursor on. What is wrong with the query is told here, before anything is sent."""
        rows = self.narrowed()
        paging = Paging(self.request, self.asked, self.get_ordering())

        def pages(cursor: Cursor | None) -> Iterator[Sequence[str]]:
            while True:
                page = read_page(rows, paging.ordering, STREAMED, cursor, (*PAGE, "body"))
                yield [body.decode() for body in self._written([row.body for row in page.rows])]
                cursor = page.next
                if cursor is None:
                    return

        return pages(paging.cursor(self.published()))

    def _feed(self, request: Request) -> HttpResponse:
        """A page as a feed: what changed last comes first, unless `ordering` says otherwise."""
        for name in ("fields", "expand", "highlight"):
            if name in self.asked.values:
                raise Fault([{"parameter": name, "detail": "The entries of a feed are what they are."}])
        ordering = self.get_ordering()
        if "ordering" not in self.asked.values and "updated_at" in self.orderings:
            ordering = Ordering(self.orderings["updated_at"], descending=True, key=self.key)
        paging = Paging(request, self.asked, ordering)
        page = paging.read(self.narrowed(), (*PAGE, "body"))
        bodies = [at_host(row.body, addresses.host(request)) for row in page]
        title, onward = f"Chancery: {self.published().resource}", paging.envelope()["next"]
        written = feed(bodies, title=title, address=request.build_absolute_uri(), onward=onward)
        etag = tag(written.content.decode())
        return not_modified(etag) if is_known(request, etag) else tagged(written, etag)

    def _page(self, request: Request) -> HttpResponse:
        paging = Paging(request, self.asked, self.get_ordering())
        by_versions = self.changes_by_versions
        etag = self._tag_of_versions(paging) if is_conditional(request) and by_versions and self.is_one_query() else None
        if etag and is_known(request, etag):
            return not_modified(etag)
        question = self._question() if by_versions else None
        kept = PAGES.get(question) if question else None
        if kept and kept.etag == (etag or self._tag_of_versions(paging)):
            return self._answer(request, kept.content, kept.etag, kept.links)
        page = self.read(paging, (*PAGE, "body"))
        etag = self._tag_of_page(paging, page)
        if by_versions and is_known(request, etag):
            return not_modified(etag)
        head = COMPACT.encode(paging.envelope())[:-1]
        content = b'%s,"results":[%s]}' % (head.encode(), self._joined([row.body for row in page]))
        if question:
            PAGES.keep(question, KeptPage(etag, content, paging.links()))
        return self._answer(request, content, etag, paging.links())

    @property
    def changes_by_versions(self) -> bool:
        """Whether an answer changes with the versions on it alone. What `expand` shows of others, and whole texts, change without
        them."""
        return not self.asked.get("expand") and not (self.full_text and self.published().resource in full_texts.ADD)

    def is_one_query(self) -> bool:
        """Whether a page takes one query. Then its versions may be asked for first; otherwise the page is read at once: what
        else it takes would be asked twice."""
        asked = self.asked.values.keys()
        if self.position is not None or "count" in asked:
            return False
        return self.fixed() is not None or ("q" not in asked and not ids_asked(self.asked, self.filters))

    def _question(self) -> Hashable | None:
        """What is asked, where that is a page of a whole list, without a count: counting costs more than putting it together."""
        if self.position is not None or self.asked.get("count") or not self.is_whole():
            return None
        return self.request.path, addresses.host(self.request), tuple(self.asked.pairs), self.full_text

    def _tag_of_versions(self, paging: Paging) -> str:
        """The tag of the page, without reading what is on it."""
        return self._tag_of_page(paging, self.read(paging, VERSIONS))

    def _tag_of_page(self, paging: Paging, page: Sequence[Any]) -> str:
        """It is of the versions of the rows."""
        return tag(*self._covers(), paging.outline(), ",".join(map(str, map(POSITION, page))))

    def read(self, paging: Paging, columns: tuple[str, ...]) -> Sequence[Any]:
        """The rows of the page."""
        model, sort = self.published(), paging.ordering.sort
        if self.position is None and (fixed := self.fixed()):
            return paging.read_fixed(fixed, model, columns)
        rows = self.narrowed()
        if self.asked.get("q") and self.position is None and sort and sort.dated and hasattr(model, "search"):
            return paging.read_by(read_searched_page, rows, columns)
        if sort is not None and sort is self.ranked and not self.ranks_first:
            with budget():
                return paging.read(rows, columns)
        return paging.read(rows, columns)

    def fixed(self) -> Fixed | None:
        """What the list shows of what is current, where that is asked all the time."""
        return Fixed(self.published().objects.current) if self.is_whole() else None

    def is_whole(self) -> bool:
        """Whether the list shows all there is."""
        return self.takes_all and self.asked.values.keys() <= SHOWING

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One of them. Where the client has an answer, its version is looked up first and its body only if that is another."""
        model, key = self.published(), self.kwargs["id"]
        if is_conditional(request) and self.changes_by_versions:
            version, *_ = find(model, key, self.position, "version")
            etag = self._tag_of_record(version)
            if is_known(request, etag):
                return not_modified(etag)
        version, body, *_ = find(model, key, self.position, "version", "body")
        return self._answer(request, self._joined([body]), self._tag_of_record(version), version=version)

    def _tag_of_record(self, version: int) -> str:
        return record_tag(self.kwargs["id"], version, *self._covers())

    def _covers(self) -> tuple[str, ...]:
        """What answers depend on beside the versions that they show."""
        return addresses.host(self.request), repr(self.asked.pairs), str(self.full_text)

    def _answer(
        self, request: Request, content: bytes, etag: str, links: str | None = None, version: int | None = None
    ) -> HttpResponse:
        if not self.changes_by_versions:
            text = content.decode()
            etag = tag(text) if version is None else record_tag(self.kwargs["id"], version, text)
            if is_known(request, etag):
                return not_modified(etag)
        response = HttpResponse(content, content_type="application/json", headers={"Link": links} if links else None)
        return tagged(response, etag)

    def _joined(self, bodies: Sequence[bytes]) -> bytes:
        """The bodies as they go out, with commas between them."""
        is_plain = not self.full_text and SHAPING.isdisjoint(self.asked.values)
        return at_host(b",".join(bodies), addresses.host(self.request)) if is_plain else b",".join(self._written(bodies))

    def _written(self, bodies: Sequence[bytes]) -> Sequence[bytes]:
        """The bodies, taken apart and put together again as is asked for."""
        whole = full_texts.ADD.get(self.published().resource) if self.full_text else None
        marked = self.asked.get("highlight")
        host = addresses.host(self.request)
        records: Records = [json.loads(at_host(body, host)) for body in bodies]
        if whole:
            whole(records)
        found = highlights(self.published().resource, records, self.asked.get("q")) if marked else []
        records = self.shaped(records)
        for record, places in zip(records, found, strict=False):
            record["highlights"] = places
        return [json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() for record in records]


class PublishedWithinViewSet(PublishedViewSet):
    """A list within one record: `within` is the table of its versions, `through` the verb or column that leads to it."""

    takes_all = False
    within: ClassVar[Any]
    through: ClassVar[str]

    @classmethod
    def at_address(cls) -> Any:
        return cls.within

    def get_queryset(self) -> PublishedQuerySet[Any]:
        return self.within_one(super().get_queryset(), self.kwargs["id"])

    def is_one_query(self) -> bool:
        return False

    def looked_up(self) -> dict[Any, list[Any]]:
        """The one at the address, too."""
        ids = super().looked_up()
        ids[self.within] = [*ids.get(self.within, ()), self.kwargs["id"]]
        return ids

    def narrowed(self) -> PublishedQuerySet[Any]:
        check_stands(self.states.get(self.kwargs["id"]), self.position)
        return super().narrowed()

    def within_one(self, rows: PublishedQuerySet[Any], owner: Any) -> PublishedQuerySet[Any]:
        return rows.filter(**{self.through: owner})
