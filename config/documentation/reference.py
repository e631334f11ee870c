"""Every parameter of every query with an example, from the OpenAPI document, which is made of their declarations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from drf_spectacular.generators import SchemaGenerator

PLACE = "<!-- every filter -->"
"""Where a page has the tables."""
MOST_WORDS = 24
"""Sets of words up to this size are listed."""
SHOWING = {"as_of", "expand", "fields", "format"}
"""Parameters that are told of in words: what takes no others has no table."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass(frozen=True)
class Query:
    """A parameter of an operation. `example` is a value as it is sent; None where there is none to show. `beside`: the name of
    another one without which it means nothing.
    """

    name: str
    about: str
    example: str | None
    needed: bool
    beside: str

    @property
    def pair(self) -> str:
        """The example as it is sent."""
        return f"{self.name}={quote(self.example or '', safe=',:')}"


@dataclass(frozen=True)
class Operation:
    """A reading operation with its parameters."""

    path: str
    tag: str
    summary: str
    about: str
    is_public: bool
    queries: tuple[Query, ...]

    def example(self, query: Query) -> str:
        """The address that asks with the example, and with what else is needed."""
        others = [q.pair for q in self.queries if (q.needed or q.name == query.beside) and q != query]
        return f"{self.path}?{'&'.join([*others, query.pair])}"


def written_in(text: str) -> str:
    """The Markdown with the tables at their place."""
    return text.replace(PLACE, "\n".join(_tables())) if PLACE in text else text


@lru_cache(maxsize=1)
def operations() -> tuple[Operation, ...]:
    """All reading operations that take parameters, in the order of the document's tags."""
    document = SchemaGenerator().get_schema(request=None, public=True)
    found = []
    for path, item in document["paths"].items():
        told = item.get("get")
        queries = tuple(_query(each, document) for each in (told or {}).get("parameters", ()) if each["in"] == "query")
        if told and queries:
            found.append(Operation(path, told["tags"][0], told["summary"], told["description"], {} in told["security"], queries))
    tags = [tag["name"] for tag in document["tags"]]
    return tuple(sorted(found, key=lambda o: (tags.index(o.tag) if o.tag in tags else len(tags), o.path)))


def common() -> set[str]:
    """Names of the parameters that every list takes; the change feed alone has no cursor."""
    lists = [{query.name for query in operation.queries} for operation in operations() if is_list(operation)]
    return set.intersection(*lists) | {"cursor"}


def is_list(operation: Operation) -> bool:
    return any(query.name == "page_size" for query in operation.queries)


def _query(told: dict[str, Any], document: dict[str, Any]) -> Query:
    example = next((each["value"] for each in told.get("examples", {}).values()), told["schema"].get("default"))
    example = example[0] if isinstance(example, list) else example
    if isinstance(example, bool):
        example = str(example).lower()
    words = _words(told["schema"], document["components"]["schemas"])
    about = told["description"]
    if 0 < len(words) <= MOST_WORDS:
        about += f" Words: {', '.join(f'`{word}`' for word in words)}."
    shown = None if example is None else str(example)
    return Query(told["name"], about, shown, bool(told.get("required")), told.get("x-beside", ""))


def _words(schema: dict[str, Any], components: dict[str, Any]) -> list[str]:
    """The named set of words that the values are of."""
    if "$ref" in schema:
        return list(components[schema["$ref"].rpartition("/")[2]].get("enum", ()))
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]
    return next((words for each in inner if (words := _words(each, components))), list(schema.get("enum", ())))


def _tables() -> Iterator[str]:
    everywhere = common()
    yield "## On every list"
    yield ""
    meetings = next(operation for operation in operations() if is_list(operation))
    yield from _table(meetings, [query for query in meetings.queries if query.name in everywhere])
    for operation in operations():
        own = [query for query in operation.queries if query.name not in everywhere]
        if any(query.name not in SHOWING for query in own):
            about = operation.about.partition(": ")[2]
            yield from ("", f"## {operation.summary}", "", f"`GET {operation.path}`", "", about[:1].upper() + about[1:], "")
            yield from _table(operation, own)


def _table(operation: Operation, queries: list[Query]) -> Iterator[str]:
    yield from ("| Parameter | Means | Example |", "|---|---|---|")
    for query in queries:
        about = query.about.replace("|", "\\|").replace("\n", " ")
        yield f"| `{query.name}`{' (needed)' if query.needed else ''} | {about} | {_example(operation, query)} |"


def _example(operation: Operation, query: Query) -> str:
    """A link that asks; the words alone where an id must be put in first, or a key shown."""
    if query.example is None:
        return ""
    address = operation.example(query)
    shown = f"`?{address.partition('?')[2]}`".replace("|", "\\|")
    return shown if "{" in address or ID.search(address) or not operation.is_public else f"[{shown}]({address})"
