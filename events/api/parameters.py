"""Parameters of the query: declared once, read strictly, described in the OpenAPI document from the same declaration."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from events.api.deprecation import Deprecated
from events.api.kinds import Kind, shown
from events.api.problems import Fault

MOST_MEMBERS = 100
MOST_PARAMETERS = 200

Narrow = Callable[..., QuerySet[Any]]
"""Rows (of a queryset with the verb in question), a value, and those of the parameters `beside` it give the narrowed rows."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query.

    `several`: commas separate values, any of which will do. `repeats`: given again, each narrows further. `narrow` applies
    the value (a list where `several`) to a list; parameters without one steer how the answer is shown. `beside`: parameters
    whose values `narrow` takes, too. `needs`: the parameter without which it means nothing. `needed`: a query
    without it is refused. `of`: the table of the records whose ids it takes, where one that was merged into another stands for
    that one as well (`following`).
    """

    name: str
    kind: Kind
    description: str
    narrow: Narrow | None = None
    several: bool = False
    repeats: bool = False
    beside: tuple[str, ...] = ()
    needs: str = ""
    comma: str = "any of"
    most: int = MOST_MEMBERS
    example: Any = None
    default: Any = None
    deprecated: Deprecated | None = None
    needed: bool = False
    of: Any = None

    def read(self, text: str) -> Any:
        """The value of one occurrence. ValueError in words for the reader."""
        if not text:
            raise ValueError("It has no value.")
        if not self.several:
            return self.kind.parse(text)
        members = text.split(",")
        if len(members) > self.most:
            raise ValueError(f"At most {self.most} values; these are {len(members)}.")
        return [self.kind.parse(member) for member in members]

    def documented(self) -> OpenApiParameter:
        """Its description in the OpenAPI document."""
        schema = self.kind.list_schema(self.most) if self.several else self.kind.schema()
        notes = [self.description]
        if self.several:
            notes.append(f"A comma means {self.comma} (at most {self.most}).")
        if self.repeats:
            notes.append("Given again, it means all of.")
            schema = {"type": "array", "items": schema}
        if self.needs:
            notes.append(f"Only beside `{self.needs}`.")
        if self.deprecated:
            notes.append(self.deprecated.note)
        if self.default is not None and self.needs:  # no default that generated clients would send with every request
            notes.append(f"Without it: {str(self.default).lower()}.")
        elif self.default is not None:
            schema = schema | {"default": self.default}
        shown = [] if self.example is None else [[self.example] if self.repeats else self.example]
        return OpenApiParameter(
            self.name,
            schema,
            description=" ".join(notes),
            required=self.needed,
            examples=[OpenApiExample(self.name, value=value) for value in shown],
            deprecated=self.deprecated is not None,
            style="form" if self.repeats else None,
            explode=True if self.repeats else None,
            extensions={"x-beside": self.needs} if self.needs else None,
        )


@dataclass(frozen=True)
class Asked:
    """What a query asks: the pairs as sent, and the value of each parameter (a list of values where it may be repeated)."""

    pairs: Sequence[tuple[str, str]]
    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def with_value(self, name: str, text: str) -> "Asked":
        """The same with another text for a parameter that was given."""
        return Asked(tuple((n, text if n == name else t) for n, t in self.pairs), self.values)

    def digest(self, path: str, without: Collection[str]) -> str:
        """A fingerprint of which rows are asked for: equal for queries whose cursors fit each other."""
        return _digest(path, tuple(sorted(pair for pair in self.pairs if pair[0] not in without)))


@lru_cache(maxsize=256)
def _digest(path: str, pairs: tuple[tuple[str, str], ...]) -> str:
    return hashlib.sha256(json.dumps([path, pairs]).encode()).hexdigest()[:16]


def ask(request: Request, known: Mapping[str, Parameter]) -> Asked:
    """Read the query of a request by the parameters that are known there. `Fault` names everything that is wrong with it."""
    pairs = _pairs(request.META.get("QUERY_STRING", ""))
    texts: dict[str, list[str]] = defaultdict(list)
    for name, text in pairs:
        texts[name].append(text)
    errors, values = [], {}
    for name, given in texts.items():
        parameter = known.get(name)
        try:
            if parameter is None:
                raise ValueError(f"There is no such parameter here; there are {', '.join(known) or 'none'}.")
            if len(given) > 1 and not parameter.repeats:
                raise ValueError("It may be given only once." + (" Separate values by commas." if parameter.several else ""))
            if parameter.needs and parameter.needs not in texts:
                raise ValueError(f"It means something only beside {parameter.needs}.")
            read = [parameter.read(text) for text in given]
            values[name] = read if parameter.repeats else read[0]
        except ValueError as error:
            errors.append({"parameter": shown(name)[1:-1], "detail": str(error)})
    errors += [
        {"parameter": name, "detail": f"It is needed: {parameter.description[0].lower()}{parameter.description[1:]}"}
        for name, parameter in known.items()
        if parameter.needed and name not in texts
    ]
    if errors:
        raise Fault(errors)
    return Asked(pairs, values)


def narrow(rows: QuerySet[Any], asked: Asked, parameters: Iterable[Parameter]) -> QuerySet[Any]:
    """The rows that a query asks for."""
    for parameter in parameters:
        if parameter.narrow is None or parameter.name not in asked.values:
            continue
        value = asked.values[parameter.name]
        beside = [asked.get(name) for name in parameter.beside]
        for each in value if parameter.repeats else [value]:
            rows = parameter.narrow(rows, each, *beside)
    return rows


def ids_asked(asked: Asked, parameters: Iterable[Parameter]) -> dict[Any, list[UUID]]:
    """The ids that may be of merged records, by their table (`Parameter.of`)."""
    found: dict[Any, list[UUID]] = defaultdict(list)
    for parameter in parameters:
        if parameter.of is not None and parameter.name in asked.values:
            value = asked.values[parameter.name]
            found[parameter.of] += chain.from_iterable(value) if parameter.repeats else value
    return found


def following(asked: Asked, parameters: Iterable[Parameter], into: Mapping[UUID, UUID]) -> Asked:
    """The same query with the ids of survivors beside those of the records that were merged `into` them."""

    def both(ids: Iterable[UUID]) -> list[UUID]:
        return list(dict.fromkeys(each for key in ids for each in (key, into.get(key, key))))

    values = {
        parameter.name: [both(ids) for ids in value] if parameter.repeats else both(value)
        for parameter in parameters
        if parameter.of is not None and (value := asked.values.get(parameter.name)) is not None
    }
    return Asked(asked.pairs, {**asked.values, **values})


@lru_cache(maxsize=128)
def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    """The query string's pairs. Whatever a database or a reader would choke on is refused here, once for all parameters."""
    # WSGI hands bytes over as Latin-1.
    parts = [part for part in query.encode("latin-1").split(b"&") if part]
    if len(parts) > MOST_PARAMETERS:
        raise Fault([{"parameter": "", "detail": f"A query may have at most {MOST_PARAMETERS} parameters."}])
    pairs = []
    for part in parts:
        name, _, text = (unquote_to_bytes(piece.replace(b"+", b" ")) for piece in part.partition(b"="))
        try:
            pair = name.decode(), text.decode()
        except UnicodeDecodeError:
            raise _unreadable(name, "It is not valid UTF-8.") from None
        if b"\0" in name or b"\0" in text:
            raise _unreadable(name, "It has a NUL character.")
        pairs.append(pair)
    return tuple(pairs)


def _unreadable(name: bytes, why: str) -> Fault:
    return Fault([{"parameter": shown(name.decode(errors="replace"))[1:-1], "detail": why}])
