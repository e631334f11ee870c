"""What of the OpenAPI document clients rely on, and what would break them.

`v1.json` is the published version 1: an operation or a component a line, without words and examples. What is added to the API is
published with it: `python -m tests.contract.versions` writes the file anew, and refuses what breaks.
"""

import copy
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PUBLISHED = Path(__file__).parent / "v1.json"
WORDS = {"description", "summary", "example", "examples", "title", "default", "tags", "security", "headers"}
Schema = dict[str, Any]
WORD_LIST = re.compile(r"\^\((?P<words>[\w|.\\-]+)\)\(,\((?P=words)\)\)\{0,(?P<more>\d+)\}\$")
LIMITS = {
    "maximum": min, "maxLength": min, "maxItems": min, "maxProperties": min,
    "minimum": max, "minLength": max, "minItems": max, "minProperties": max,
}  # fmt: skip
CHOICES = ("anyOf", "oneOf", "allOf")


def compact(document: Schema) -> Schema:
    """Operations by method and path, and components, without what is only for readers."""
    document = copy.deepcopy(document)
    operations = {
        f"{method.upper()} {path}": operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    }
    for operation in operations.values():
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):  # problems all, or without a body
                answer.pop("content", None)
    return {"operations": _bare(operations, named=True), "components": _bare(document["components"]["schemas"], named=True)}


def _bare(part: Any, named: bool = False) -> Any:
    """Without words. `named`: the keys are names of the API's own, all of which stay."""
    if isinstance(part, dict):
        return {
            key: _bare(value, named=key in ("properties", "content", "responses") and not named)
            for key, value in sorted(part.items())
            if named or key not in WORDS
        }
    return [_bare(each) for each in part] if isinstance(part, list) else part


def breaks(old: Schema, new: Schema) -> list[str]:
    """What a client of the old document would stumble over, each with its place."""
    return sorted(set(_Comparison(old["components"], new["components"]).operations(old["operations"], new["operations"])))


class _Comparison:
    """Two compact documents. In what is sent, less may not be taken; in what is answered, less may not be given."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.components = (old, new)
        self.seen: set[tuple[str, str, bool]] = set()

    def operations(self, old: Schema, new: Schema) -> Iterator[str]:
        for name, operation in old.items():
            if name not in new:
                yield f"{name}: removed"
                continue
            now = new[name]
            if operation["operationId"] != now["operationId"]:
                yield f"{name}: operationId {operation['operationId']} is now {now['operationId']}"
            yield from self._parameters(name, operation.get("parameters", []), now.get("parameters", []))
            yield from self._bodies(f"{name} body", operation.get("requestBody", {}), now.get("requestBody", {}))
            for status, answer in operation["responses"].items():
                if status.startswith("2") and status not in now["responses"]:
                    yield f"{name} {status}: removed"
                for media, shape in answer.get("content", {}).items():
                    there = now["responses"].get(status, {}).get("content", {})
                    if media in there:
                        yield from self.shapes(f"{name} {status}", shape["schema"], there[media]["schema"], sent=False)
                    elif status in now["responses"]:
                        yield f"{name} {status}: {media} removed"

    def _parameters(self, place: str, old: list[Schema], new: list[Schema]) -> Iterator[str]:
        before, now = ({(p["in"], p["name"]): p for p in each} for each in (old, new))
        for key, parameter in before.items():
            where = f"{place} {key[1]}"
            if key not in now:
                yield f"{where}: removed"
            else:
                yield from self.shapes(where, parameter["schema"], now[key]["schema"], sent=True)
                if now[key].get("x-beside") not in (None, parameter.get("x-beside")):
                    yield f"{where}: now only beside {now[key]['x-beside']}"
        for key, parameter in now.items():
            if parameter.get("required") and not before.get(key, {}).get("required"):
                yield f"{place} {key[1]}: now required"

    def _bodies(self, place: str, old: Schema, new: Schema) -> Iterator[str]:
        if new.get("required") and not old.get("required"):
            yield f"{place}: now required"
        for media, shape in old.get("content", {}).items():
            if media not in new.get("content", {}):
                yield f"{place}: {media} removed"
            else:
                yield from self.shapes(place, shape["schema"], new["content"][media]["schema"], sent=True)

    def shapes(self, place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
        """Between two schemas of the same value."""
        if "$ref" in old and "$ref" in new:
            key = (old["$ref"], new["$ref"], sent)
            if key in self.seen:
                return
            self.seen.add(key)
            place = old["$ref"].rpartition("/")[2]
        (old, new) = (self._resolved(each, side) for side, each in enumerate((old, new)))
        less, more = (_types(each, side) for each, side in ((old, self.components[0]), (new, self.components[1])))
        if sent and not less <= more:
            yield f"{place}: takes no {', '.join(sorted(less - more))} any more"
        if not sent and not more <= less:
            yield f"{place}: may now be {', '.join(sorted(more - less))}"
        if old.get("format") != new.get("format") and ("format" in new or not sent):
            yield f"{place}: format is now {new.get('format', 'any')}"
        if gone := {*old.get("enum", ())} - {*new["enum"]} if "enum" in new else set():
            yield f"{place}: {', '.join(sorted(map(str, gone)))} removed"
        if sent:
            yield from _tightened(place, old, new)
        yield from self._objects(place, old, new, sent=sent)
        if "items" in old and "items" in new:
            yield from self.shapes(f"{place}[]", old["items"], new["items"], sent=sent)
        yield from self._branches(place, old, new, sent=sent)

    def _objects(self, place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
        properties = new.get("properties", {})
        for name, shape in old.get("properties", {}).items():
            if name not in properties:
                yield f"{place}.{name}: removed"
            else:
                yield from self.shapes(f"{place}.{name}", shape, properties[name], sent=sent)
        before, now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(now - before if sent else before - now):
            if sent or name in properties:
                yield f"{place}.{name}: {'now required' if sent else 'may now be missing'}"

    def _branches(self, place: str, old: Schema, new: Schema, *, sent: bool) -> Iterator[str]:
        """Each beside the one of the same name or type."""
        there = {_signature(branch): branch for choice in CHOICES for branch in new.get(choice, ())}
        for branch in (branch for choice in CHOICES for branch in old.get(choice, ())):
            if (name := _signature(branch)) in there:
                yield from self.shapes(place, branch, there[name], sent=sent)
            elif "$ref" in branch:
                yield f"{place}: {name} removed"

    def _resolved(self, shape: Schema, side: int) -> Schema:
        while "$ref" in shape:
            shape = self.components[side][shape["$ref"].rpartition("/")[2]]
        return shape


def _signature(branch: Schema) -> str:
    return str(branch.get("$ref") or (branch.get("type"), branch.get("format"), "pattern" in branch))


def _types(shape: Schema, components: Schema) -> set[str]:
    """The JSON types that a value may have."""
    if "$ref" in shape:
        return _types(components[shape["$ref"].rpartition("/")[2]], components)
    found = shape.get("type", [])
    named = {found} if isinstance(found, str) else set(found)
    for branch in (branch for choice in CHOICES for branch in shape.get(choice, ())):
        named |= _types(branch, components)
    return named or {"string", "number", "integer", "boolean", "object", "array", "null"}


def _tightened(place: str, old: Schema, new: Schema) -> Iterator[str]:
    """Limits of what may be sent that are narrower than they were."""
    for limit, narrower in LIMITS.items():
        if limit in new and (limit not in old or narrower(old[limit], new[limit]) != old[limit]):
            yield f"{place}: {limit} is now {new[limit]}"
    if "pattern" in new and not _takes_all(old.get("pattern", ""), new["pattern"]):
        yield f"{place}: other pattern"
    if "enum" in new and "enum" not in old:
        yield f"{place}: now one of {new['enum']}"
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
        yield f"{place}: no other keys any more"


def _takes_all(old: str, new: str) -> bool:
    """Whether a pattern surely fits whatever the old one fits: it is the same, or lists its words and more."""
    before, now = WORD_LIST.fullmatch(old), WORD_LIST.fullmatch(new)
    if before is None or now is None:
        return old == new
    return {*before["words"].split("|")} <= {*now["words"].split("|")} and int(before["more"]) <= int(now["more"])


def written(document: Schema) -> str:
    """A compact document as it is published."""
    parts = []
    for name, entries in document.items():
        lines = [f"{json.dumps(key)}: {json.dumps(entry, ensure_ascii=False)}" for key, entry in sorted(entries.items())]
        parts.append(f"{json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"


def main() -> int:
    """Publish what there is now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from drf_spectacular.generators import SchemaGenerator

    now = compact(json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True))))
    if PUBLISHED.exists() and (found := breaks(json.loads(PUBLISHED.read_text(encoding="utf-8")), now)):
        print("Clients of version 1 would break:", *found, sep="\n  ", file=sys.stderr)
        return 1
    PUBLISHED.write_text(written(now), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
