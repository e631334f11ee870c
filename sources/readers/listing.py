"""What lists of addresses have in common: feeds and sitemaps tell where documents are, and what is known of them."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from sources.readers.draft import Unreadable, storable

_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST_MARK = 100  # characters


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that a list tells of. `mark` changes when the list tells of a change; None where it does not tell."""

    address: str
    mark: str | None = None
    title: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `lists` are further lists that it names; `title` is its own; `left_out` counts what it names beyond the limit."""

    entries: tuple[Listed, ...] = ()
    lists: tuple[Listed, ...] = field(default=())
    title: str | None = None
    left_out: int = 0


def reject_types(text: str) -> None:
    """`Unreadable` where the XML declares a document type or entities: no list needs any, and bombs are made of them."""
    if _DOCTYPE.search(text):
        raise Unreadable("the XML declares a document type or entities, which are not read")


def mark_of(*told: str | None) -> str | None:
    """A short word for what a list tells of a document."""
    known = [words for words in told if words]
    if len(known) == 1 and len(known[0]) <= LONGEST_MARK and storable(known[0]):
        return known[0]
    return hashlib.sha256("\x00".join(words or "" for words in told).encode("utf-8", "replace")).hexdigest() if known else None


def day_of(told: str | None) -> date | None:
    """The day of an instant as it is written, in the writer's own time zone; None for what is no instant."""
    words = (told or "").strip()
    try:
        if _DAY.match(words):
            return date.fromisoformat(words[:10])
        found: datetime = parsedate_to_datetime(words)
    except (ValueError, TypeError, OverflowError):
        return None
    return found.date()
