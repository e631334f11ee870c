"""What all views of the API share: they declare `queryset`, `serializer_class` and `filters`, the rest is here."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from events.api import addresses
from events.api.conditional import make_conditional
from events.api.expansion import Expansion
from events.api.kinds import Choice, Flag, Number, Text
from events.api.pagination import LARGEST_PAGE, PAGE_SIZE, KeysetPagination, Ordering, Sort
from events.api.parameters import Asked, Parameter, ask, narrow
from events.api.problems import Gone
from events.api.schema import ResourceSchema
from events.api.throttling import ReadThrottle

Records = list[dict[str, Any]]


class ByAccept(DefaultContentNegotiation):
    """`format` is one of our own parameters, read like the others."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]


class Moved(Exception):
    """The record was merged into another."""

    def __init__(self, survivor: Any) -> None:
        self.survivor = survivor
        super().__init__(survivor)


class ResourceViewSet(GenericViewSet[Any]):
    """A resource that can be listed and read.

    `described`: by action, what it is. `orderings`: names of `ordering` and what each sorts by, ascending or with `-`
    descending, save those of `one_way`; without any, by id (`newest_first`: descending).
    `searched`: what a list with `q` sorts by, highest first,
    where no `ordering` is given. `expansions`: names of `expand`.
    """

    schema = ResourceSchema()
    pagination_class = KeysetPagination
    serializer_class: type[Serializer[Any]]
    filter_backends = []  # the parameters below are the filters
    permission_classes = [AllowAny]
    throttle_classes = [ReadThrottle]
    content_negotiation_class = ByAccept
    http_method_names = ["get", "head", "options"]
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    lookup_value_converter = "uuid"

    described: ClassVar[Mapping[str, str]] = {}
    filters: ClassVar[Sequence[Parameter]] = ()
    orderings: ClassVar[Mapping[str, Sort]] = {}
    one_way: ClassVar[frozenset[str]] = frozenset()
    default_ordering: ClassVar[str] = ""
    newest_first: ClassVar[bool] = False
    searched: ClassVar[Sort | None] = None
    expansions: ClassVar[Mapping[str, Expansion]] = {}

    asked: Asked
    version: int | None = None

    # --- Parameters

    @classmethod
    def parameters(cls, action: str) -> Sequence[Parameter]:
        """What the query of this action may hold."""
        names, expansions = cls.field_names(), tuple(cls.expansions)
        shown = [Parameter("fields", Choice(names), "Only these fields of each record.", several=True, example=names[0])]
        if expansions:
            note = "Whole records in the place of ids."
            shown.append(Parameter("expand", Choice(expansions), note, several=True, example=expansions[0]))
        shown.append(Parameter("format", Choice(("json",)), "How the answer is written."))
        if action != "list":
            return shown
        ordered = []
        if cls.orderings:
            note = "By which field; with `-` descending. Records without a value come last either way."
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
        return tuple(sign + name for name in cls.orderings for sign in ("", "-") if not sign or name not in cls.one_way)

    def get_ordering(self) -> Ordering:
        """The ordering that is asked for, or the default."""
        if self.searched and self.asked.get("q") and not self.asked.get("ordering"):
            return Ordering(self.searched, descending=True)
        name = self.asked.get("ordering", self.default_ordering)
        if not name:
            return Ordering(None, descending=self.newest_first)
        return Ordering(self.orderings[name.lstrip("-")], name.startswith("-"))

    # --- Answers

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in ("list", "retrieve"):
            self.asked = ask(request, self.parameters(self.action))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All of them, by pages."""
        try:
            rows = narrow(self.get_queryset(), self.asked, self.filters)
        except Moved as moved:
            return self._moved(moved)
        pages = KeysetPagination()
        body = pages.envelope(self._show(pages.paginate_queryset(rows, request, view=self)))
        links = pages.links()
        return Response(body, headers={"Link": links} if links else None)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them."""
        try:
            record = self.get_record(self.get_queryset(), self.kwargs["id"])
        except Moved as moved:
            return self._moved(moved)
        self.version = getattr(record, "version", None)
        return Response(self._show([record])[0])

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == 200 and request.method in ("GET", "HEAD"):
            response = make_conditional(request, response, self.version)
        return response

    def get_serializer_context(self) -> dict[str, Any]:
        editor = self.request is not None and getattr(self.request.user, "is_staff", False)
        return {"base": addresses.base(self.request), "full_text": editor}

    def get_record(self, rows: QuerySet[Any], key: Any) -> Any:
        """The record with this id. `Moved` when it was merged, `Gone` when it was deleted, `Http404` when there is none."""
        record = rows.filter(pk=key).first()
        if record is None:
            if len(str(key)) <= 100 and (former := rows.model._default_manager.filter(pk=key).first()):
                raise self._former(former)
            raise Http404("There is no record with this id.")
        return record

    @staticmethod
    def _former(record: Model) -> Exception:
        if survivor := getattr(record, "merged_into_id", None):
            return Moved(survivor)
        return Gone()

    def _moved(self, moved: Moved) -> Response:
        """308 to the same path of the survivor, the query kept."""
        path = self.request.path.replace(str(self.kwargs["id"]), str(moved.survivor), 1)
        query = self.request.META.get("QUERY_STRING", "")
        location = self.request.build_absolute_uri(f"{path}?{query}" if query else path)
        return Response(status=308, headers={"Location": location})

    def _show(self, rows: Sequence[Any]) -> Records:
        context = self.get_serializer_context()
        records = [dict(record) for record in self.serializer_class(rows, many=True, context=context).data]
        for name in self.asked.get("expand", ()):
            self.expansions[name].apply(records, context)
        if wanted := self.asked.get("fields"):
            records = [{name: record[name] for name in record if name in wanted} for record in records]
        return records


class WithinViewSet(ResourceViewSet):
    """A list within one record: `within` are the records, `through` the field that points to the one."""

    within: ClassVar[QuerySet[Any]]
    through: ClassVar[str]

    def get_queryset(self) -> QuerySet[Any]:
        owner: UUID = self.get_record(self.within.all(), self.kwargs["id"]).pk
        return self.within_one(super().get_queryset(), owner)

    def within_one(self, rows: QuerySet[Any], owner: UUID) -> QuerySet[Any]:
        return rows.filter(**{self.through: owner})
