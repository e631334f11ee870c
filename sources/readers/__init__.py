"""One file a format: bytes in, drafts of documents out, or `Unreadable` with the reason. Pure."""

from collections.abc import Callable

from sources.readers import html, json, markdown, text
from sources.readers.draft import Draft, Unreadable, storable

READERS: dict[str, Callable[[bytes], Draft]] = {
    "text": text.read,
    "html": html.read,
    "markdown": markdown.read,
    "json": json.read,
}

MEDIA = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".json": "json",
    ".jsonl": "jsonl",
}

__all__ = ["MEDIA", "READERS", "Draft", "Unreadable", "storable"]
