"""One file a format, all pure: bytes to a draft, a file to its documents, a list to addresses; else `Unreadable`, saying why.

A new format is a file here and its line below.
"""

from collections.abc import Callable, Iterator
from typing import IO

from sources.readers import csv, feed, html, json, jsonl, markdown, sitemap, text, travels
from sources.readers.draft import Draft, Part, Unreadable, completed, storable
from sources.readers.listing import Listed, Listing

READERS: dict[str, Callable[[bytes], Draft]] = {
    "text": text.read,
    "html": html.read,
    "markdown": markdown.read,
    "json": json.read,
    "trip": travels.read,
}
"""What reads one document."""

SPLITTERS: dict[str, Callable[[IO[bytes], int], Iterator[Part]]] = {
    "jsonl": jsonl.split,
    "csv": csv.split,
    "xml": travels.split,
}
"""What takes the documents out of a file of many, of which each may have so many bytes."""

LISTINGS: dict[str, Callable[[bytes, str], Listing]] = {
    "feed": feed.read,
    "sitemap": sitemap.read,
}
"""What reads a list of addresses, found at an address."""

MEDIA = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".xml": "xml",
}
"""Which of them reads a file, by its ending."""

TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/json": "json",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Which of them reads what a host serves, by its media type."""

__all__ = [
    "LISTINGS", "MEDIA", "READERS", "SPLITTERS", "TYPES",
    "Draft", "Listed", "Listing", "Part", "Unreadable", "completed", "storable",
]  # fmt: skip
