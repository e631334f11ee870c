"""Markdown with YAML front matter between --- lines; the fixed text is what stands below it, as it is."""

import re
from typing import Any

import yaml

from sources.readers.draft import Draft, Unreadable, decode, given_of

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?:(.*?)\r?\n)?---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
LONGEST_FRONT = 20_000  # characters
_NOTHING = ("", "~", "null", "Null", "NULL")  # YAML 1.2, 10.3.2


def read(content: bytes) -> Draft:
    """A .md file. Without front matter all of it is the text."""
    whole = decode(content)
    if not whole.lstrip("\ufeff").startswith("---"):
        return Draft(whole)
    found = _FRONT.match(whole)
    if not found or len(found[1] or "") > LONGEST_FRONT:
        raise Unreadable("broken front matter: no closing --- line within its first 20,000 characters")
    text = whole[found.end() :]
    if not text.strip():
        raise Unreadable("the text below the front matter is empty")
    return Draft(text, given_of(_fields(found[1] or "")))


class _Loader(yaml.BaseLoader):
    """YAML whose values stay the text that they are, since "no" may be a language and 1984 a title.

    Aliases are refused, so that a small file cannot unfold to a huge one.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


def _fields(front: str) -> dict[str, Any]:
    try:
        fields = yaml.load(front, _Loader)  # noqa: S506 - a BaseLoader makes text, lists and maps only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        told = " ".join(str(error).split())
        raise Unreadable(f"broken front matter: {told[:200]}") from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise Unreadable("broken front matter: it must be lines of `key: value`")
    given = {key: None if value in _NOTHING else value for key, value in fields.items()}
    given.setdefault("url", given.get("source_url"))
    return given
