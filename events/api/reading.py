"""What all views of the API share: they declare `queryset`, `serializer_class` and `filters`, the rest is here.

Views of what has a published form go on in events.api.published.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from events.api import addresses
from events.api.conditional import make_conditional
from events.api.deprecation import Deprecated, tell
from events.api.expansion import Expansion, expand
from events.api.finding import NO_RECORD, Moved
from events.api.formats import Format
from events.api.keys import ApiKeyAuthentication, has_scope
from events.api.kinds import Choice, Flag, Number, Text
from events.api.negotiation import ByAccept
from events.api.pagination import LARGEST_PAGE, PAGE_SIZE, Envelope, Paging
from events.api.parameters import Asked, Parameter, ask, narrow
from events.api.plain import PlainViewSet
from events.api.problems import Fault
from events.api.schema import ResourceSchema
from events.api.sorting import Ordering, Sort
from events.api.throttling import ReadThrottle
from events.vocabulary import Scope

Records = list[dict[str, Any]]
TO_THE_LAST = " `ndjson`, `csv` and `ics` hold all records to the last, `atom` a page of them."
RELEVANCE = "relevance"


_allowed: dict[tuple[Any, ...], dict[str, str]] = {}


class ResourceViewSet(PlainViewSet):
    """A resource that can be listed and read.

    `described`: by action, what it is. `orderings`: names of `ordering` and what each sorts by, ascending or with `-`
    descending, save those of `one_way`; without any, or by None, by id (`key`; `newest_first`: descending). `ranked`: how well a
    record fits `q`; a list is in that order, the best first, by `ordering=relevance`, or where none is given (`ranks_first`).
    `expansions`: names of `expand`.
    """

    schema = ResourceSchema()
    pagination_class = Envelope
    serializer_class: type[Serializer[Any]]
    filter_backends = []  # the parameters below are the filters
    authentication_classes = [ApiKeyAuthentication, SessionAuthentication]
    permission_classes = [AllowAny]
    throttle_classes = [ReadThrottle]
    content_negotiation_class = ByAccept
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_converter = "uuid"

    described: ClassVar[Mapping[str, str]] = {}
    filters: ClassVar[Sequence[Parameter]] = ()
    orderings: ClassVar[Mapping[str, Sort | None]] = {}
    one_way: ClassVar[frozenset[str]] = frozenset()
    default_ordering: ClassVar[str] = ""
    newest_first: ClassVar[bool] = False
    ranked: ClassVar[Sort | None] = None
    ranks_first: ClassVar[bool] = False
    expansions: ClassVar[Mapping[str, Expansion]] = {}
    formats: ClassVar[Sequence[Format]] = (Format.JSON,)
    deprecated: ClassVar[Mapping[str, Deprecated]] = {}
    """Actions that are on their way out; parameters say so themselves."""

    key: ClassVar[str] = "pk"
    lists: ClassVar[frozenset[str]] = frozenset({"list"})
    """Actions that answer with a list."""

    versioned: ClassVar[bool] = True
    """Whether who writes must say which version he knows (`If-Match`)."""

    merges: ClassVar[bool] = False
    """Whether the record at the address can have been merged into another."""

    asked: Asked
    position: int | None = None
    """As of which the record is shown; None: as it is."""

    # --- Parameters

    @classmethod
    @cache
    def parameters(cls, action: str) -> Mapping[str, Parameter]:
        """What the query of this action may hold, by name."""
        return {parameter.name: parameter for parameter in cls.declared(action)}

    @classmethod
    def declared(cls, action: str) -> Sequence[Parameter]:
        """The parameters of this action, in the order of the documentation."""
        names, expansions = cls.field_names(), tuple(cls.expansions)
        shown = [Parameter("fields", Choice(names), "Only these fields of each record.", several=True, example=names[0])]
        if expansions:
            note = "Whole records in the place of ids."
            shown.append(Parameter("expand", Choice(expansions), note, several=True, example=expansions[0]))
        forms = tuple(cls.formats) if action in cls.lists else (Format.JSON,)
        note = "How the answer is written; goes before `Accept`." + (TO_THE_LAST if len(forms) > 1 else "")
        shown.append(Parameter("format", Choice(tuple(form.value for form in forms)), note, default=Format.JSON.value))
        if action not in cls.lists:
            return shown
        ordered = []
        if cls.orderings:
            note = "By which field; with `-` descending. Records without a value come last either way."
            note += " `relevance`: what fits `q` best comes first." if cls.ranked else ""
            ordered.append(Parameter("ordering", Choice(cls.ordering_names()), note, example=cls.default_ordering))
        size = f"Records a page, at most {LARGEST_PAGE}."
        paging = [
            Parameter("page_size", Number(least=1, cap=LARGEST_PAGE), size, default=PAGE_SIZE),
            Parameter("cursor", Text(2000), "Where to go on: from `next` or `previous` of a page."),
            Parameter("count", Flag(), "Whether to count all records.", default=False),
        ]
        return [*cls.filters, *ordered, *paging, *shown]

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        return tuple(cls.serializer_class().fields)

    @classmethod
    def ordering_names(cls) -> tuple[str, ...]:
        names = tuple(sign + name for name in cls.orderings for sign in ("", "-") if not sign or name not in cls.one_way)
        return (*names, RELEVANCE) if cls.ranked else names

    def get_ordering(self) -> Ordering:
        """The ordering that is asked for, or the default."""
        name = self.asked.get("ordering", RELEVANCE if self.ranks_first and self.asked.get("q") else self.default_ordering)
        if name == RELEVANCE:
            if not self.asked.get("q"):
                raise Fault([{"parameter": "ordering", "detail": "Nothing is more relevant than anything else without q."}])
            return Ordering(self.ranked, descending=True, key=self.key)
        if not name:
            return Ordering(None, descending=self.newest_first, key=self.key)
        return Ordering(self.orderings[name.lstrip("-")], name.startswith("-"), key=self.key)

    # --- Answers

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        made: Request = super().initialize_request(request, *args, **kwargs)
        made.META = request.META  # asked for a dozen times; DRF would look for it elsewhere first each time
        return made

    def perform_authentication(self, request: Request) -> None:
        """Who shows neither key nor session is nobody, and need not be looked for."""
        if "HTTP_AUTHORIZATION" in request.META or hasattr(request._request, "user"):
            super().perform_authentication(request)
        else:
            request.user, request.auth = AnonymousUser(), None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in self.described:
            self.begin(request)

    def begin(self, request: Request) -> None:
        self.asked = ask(request, self.parameters(self.action))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """All of them, by pages."""
        rows = narrow(self.get_queryset(), self.asked, self.filters)
        paging = Paging(request, self.asked, self.get_ordering())
        shown = self._show(paging.read(rows))
        links = paging.links()
        return Response(paging.envelope() | {"results": shown}, headers={"Link": links} if links else None)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One of them."""
        record = self.get_queryset().filter(pk=self.kwargs["id"]).first()
        if record is None:
            raise Http404(NO_RECORD)
        return Response(self._show([record])[0])

    @property
    def default_response_headers(self) -> dict[str, str]:
        """As DRF's, worked out once for each way to ask."""
        asked = (type(self), *self.action_map)
        if asked not in _allowed:
            _allowed[asked] = super().default_response_headers
        return dict(_allowed[asked])

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Moved):
            return self._moved(exc)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        return self.complete(request, super().finalize_response(request, response, *args, **kwargs))

    def complete(self, request: Request, response: Any) -> Any:
        is_whole = response.status_code == 200 and not response.streaming
        if is_whole and request.method in ("GET", "HEAD") and not response.has_header("ETag"):
            response = make_conditional(request, response)
        tell(response, self._outgoing())
        return response

    def _outgoing(self) -> Iterator[Deprecated]:
        """What the request uses that should not be used any more."""
        if self.action in self.deprecated:
            yield self.deprecated[self.action]
        for name in self.asked.values if hasattr(self, "asked") else ():
            if outgoing := self.parameters(self.action)[name].deprecated:
                yield outgoing

    @cached_property
    def full_text(self) -> bool:
        """Whether who asks may read whole texts."""
        return has_scope(self.request, Scope.READ)

    def get_serializer_context(self) -> dict[str, Any]:
        return {"host": addresses.host(self.request)}

    def _moved(self, moved: Moved) -> Response:
        """308 to the same path of the survivor, the query kept."""
        path = self.request.path.replace(str(self.kwargs["id"]), str(moved.survivor), 1)
        query = self.request.META.get("QUERY_STRING", "")
        location = self.request.build_absolute_uri(f"{path}?{query}" if query else path)
        return Response(status=308, headers={"Location": location})

    def _show(self, rows: Sequence[Any]) -> Records:
        context = self.get_serializer_context()
        records = [dict(record) for record in self.serializer_class(rows, many=True, context=context).data]
        return self.shaped(records)

    def shaped(self, records: Records) -> Records:
        """The records as `expand` and `fields` want them."""
        if names := self.asked.get("expand"):
            expand(records, map(self.expansions.__getitem__, names), addresses.host(self.request), self.position)
        if wanted := self.asked.get("fields"):
            return [{name: record[name] for name in record if name in wanted} for record in records]
        return records


class WithinViewSet(ResourceViewSet):
    """A list within one record: `within` are the records, `through` the field that points to the one."""

    within: ClassVar[QuerySet[Any]]
    through: ClassVar[str]

    def get_queryset(self) -> QuerySet[Any]:
        return self.within_one(super().get_queryset(), self.get_owner())

    def get_owner(self) -> Any:
        """The id of the one."""
        owner = self.kwargs["id"]
        if not self.within.filter(pk=owner).exists():
            raise Http404(NO_RECORD)
        return owner

    def within_one(self, rows: QuerySet[Any], owner: Any) -> QuerySet[Any]:
        return rows.filter(**{self.through: owner})
