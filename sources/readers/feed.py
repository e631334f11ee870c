"""RSS and Atom feeds: where the articles are, their titles and days."""

import re
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from sources.readers.draft import Unreadable, decode, storable
from sources.readers.listing import Listed, Listing, day_of, mark_of, reject_types

MOST_ENTRIES = 5_000
LONGEST_TITLE = 1_000  # characters
# What feedparser, which promises nothing of it, is known to raise at feeds that are no XML.
_BROKEN = (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


def read(content: bytes, address: str) -> Listing:
    """The feed that was found at the address. Entries without a link, or with one that leads to no page, are left out."""
    import feedparser  # takes long to load, and few processes read feeds

    text = _REFERENCE.sub(_possible, decode(content))
    reject_types(text)
    # Bytes in a file: of anything else feedparser would make a path or an address, and open it.
    try:
        found: Any = feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": address},
            resolve_relative_uris=False,
        )
    except _BROKEN as error:
        raise Unreadable(f"broken feed: {type(error).__name__} {error}") from error
    if not found.version and not found.entries:
        raise Unreadable("neither an RSS nor an Atom feed")
    seen: dict[str, Listed] = {}
    for entry in found.entries[:MOST_ENTRIES]:
        listed = _listed(entry, address)
        if listed is not None:
            seen.setdefault(listed.address, listed)
    left_out = max(len(found.entries) - MOST_ENTRIES, 0)
    return Listing(tuple(seen.values()), title=_words(found.feed.get("title")), left_out=left_out)


def _possible(reference: re.Match[str]) -> str:
    """The reference to a character; to one that no text has (NUL, half a surrogate pair, beyond Unicode), U+FFFD instead."""
    digits = (reference[1] or reference[2]).lstrip("0")
    number = int(digits, 16 if reference[1] else 10) if 0 < len(digits) < 10 else 0
    return reference[0] if 0 < number < 0xD800 or 0xDFFF < number <= 0x10FFFF else "\ufffd"


def _listed(entry: Any, base: str) -> Listed | None:
    link = entry.get("link") or (entry.get("id") if str(entry.get("id", "")).startswith(("http://", "https://")) else None)
    if not link or len(link) > 2_000:
        return None
    try:
        address = urljoin(base, link.strip()).split("#")[0]
    except ValueError:
        return None
    if not address.startswith(("http://", "https://")) or not storable(address):
        return None
    # The mapping's own get: feedparser's takes the one for the other where it is missing.
    published, updated = dict.get(entry, "published"), dict.get(entry, "updated")
    mark = mark_of(updated or published, entry.get("title"), entry.get("summary"))
    return Listed(address, mark, _words(entry.get("title")), day_of(published) or day_of(updated))


def _words(told: str | None) -> str | None:
    """Words as they are meant: titles are often written as HTML, whether their feeds say so or not."""
    words = " ".join(unescape(_TAG.sub(" ", told or "")).split())[:LONGEST_TITLE]
    return words if words and storable(words) else None
