"""What delivered bytes say: the document in them, its language, and its reading. Nothing is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from spacy.language import Language

from events.reprints import bands, shingles, sketch
from events.vocabulary import DocumentStatus
from sources.confining import limited
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.reader import read
from sources.extraction.reading import Reading
from sources.knowledge import model
from sources.languages import detect
from sources.readers import READERS, Draft, Unreadable, completed, storable

READABLE = frozenset({"en"})

_WORD = re.compile(r"[^\W\d_]{2,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TURNING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LANGUAGE = re.compile(r"[a-z]{2}")  # ISO 639-1


@dataclass(frozen=True, slots=True)
class Understood:
    """A document. `reason` says why it is kept unread, where it is; then there is no reading."""

    draft: Draft
    language: str
    reason: str | None
    reading: Reading | None

    def values(self) -> dict[str, Any]:
        """What its row holds, but for when it came."""
        given, reading, text = self.draft.given, self.reading, self.draft.text
        found = shingles(text)
        return {
            "source_url": _address(given.url),
            "title": plain(given.title or _first_line(text))[:1000] or "Untitled",
            "publisher": plain(given.publisher)[:300] if given.publisher else None,
            "published": reading.published.value if reading and reading.published else given.published,
            "language": self.language,
            "text": text,
            "bands": bands(found),
            "sketch": sketch(found),
            "status": DocumentStatus.READ if self.reason is None else DocumentStatus.UNREAD,
            "reason": self.reason,
        }


def plain(told: str) -> str:
    """A title or name in one line, without control characters and without those that turn the letters around them."""
    return " ".join(_CONTROL.sub(" ", _TURNING.sub("", told)).split())


def understand(*, media: str, content: bytes, facts: dict[str, str], known: Gazetteer) -> Understood:
    """Read the bytes; `facts` is what their source told of them. `Unreadable` says why they are no document."""
    parser = model()
    with limited(settings.READ_SECONDS):
        return _understand(media, content, facts, known, parser)


def _understand(media: str, content: bytes, facts: dict[str, str], known: Gazetteer, parser: Language) -> Understood:
    draft = completed(READERS[media](content), facts)
    if len(draft.text) > settings.MAX_DOCUMENT_CHARACTERS:
        raise Unreadable(
            f"too long: {len(draft.text):,} characters; {settings.MAX_DOCUMENT_CHARACTERS:,} are read (MAX_DOCUMENT_CHARACTERS)"
        )
    if not _WORD.search(draft.text):
        raise Unreadable("the text holds no words")
    if not storable(draft.text):
        raise Unreadable("the text holds characters that no text has (NUL or half a surrogate pair)")
    language, reason = _language(draft)
    reading = read(draft.text, draft.given, known, parser) if reason is None else None
    return Understood(draft, language, reason, reading)


def _language(draft: Draft) -> tuple[str, str | None]:
    """The document's language, and why it is kept unread where it is none that can be read."""
    stated = (draft.given.language or "").lower().replace("_", "-").split("-")[0]
    language = detect(draft.text, stated if _LANGUAGE.fullmatch(stated) else None)
    if language in READABLE:
        return language, None
    return language, f"kept unread: its language is {language}, and only {', '.join(sorted(READABLE))} can be read"


def _address(url: str | None) -> str | None:
    """The address, or None for one that no document can have: not worth refusing the document for."""
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return None
    return url


def _first_line(text: str) -> str:
    return next((" ".join(line.split()) for line in text.splitlines() if _WORD.search(line)), "Untitled")
