"""JSON documents, one object each: id, url, title, publisher, published, language, text."""

import json
from typing import Any

from sources.readers.draft import Draft, Unreadable, decode, given_of, storable

KEYS = frozenset({"type", "id", "url", "title", "publisher", "published", "language", "text"})


def read(content: bytes) -> Draft:
    """A .json file, or one line of a .jsonl file."""
    return draft_of(parse(decode(content)))


def parse(text: str) -> Any:
    """The parsed JSON; `Unreadable` says where it breaks."""
    try:
        return json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise Unreadable(f"broken JSON: {error.msg} at line {error.lineno} column {error.colno}") from error
    except RecursionError as error:
        raise Unreadable("broken JSON: it is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"broken JSON: {error}") from error


def draft_of(fields: Any) -> Draft:
    """The document that a JSON object tells."""
    if not isinstance(fields, dict):
        raise Unreadable(f"a document is a JSON object, not {type(fields).__name__}")
    kind = fields.get("type", "document")
    if kind != "document":
        raise Unreadable(f"type {str(kind)[:100]!r} cannot be imported; `document` can")
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Unreadable("`text` is missing or empty")
    if not storable(text):
        raise Unreadable("`text` holds characters that no text has (NUL or half a surrogate pair)")
    external_id = fields.get("id")
    if external_id is not None and not isinstance(external_id, str | int):
        raise Unreadable("`id` must be text")
    return Draft(text, given_of(fields))
