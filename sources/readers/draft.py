"""What every reader gives: the fixed text and what is known of the document without reading it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from charset_normalizer import from_bytes

from sources.extraction.reading import Given

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DAY = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ].*)?\s*", re.DOTALL)
BINARY_SHARE = 0.01  # control characters: text of any alphabet has none but tabs and line ends

MOSTLY_ASCII = 0.9


class Unreadable(Exception):
    """The bytes are no document of this format; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it is stored."""

    text: str
    given: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file that holds many: which reader reads its bytes; `fault` says why none can.

    One whose `size` is above what a document may have has no content.
    """

    number: int  # its line, or its place among the documents of the file
    external_id: str | None  # that it gives itself
    media: str
    content: bytes
    size: int  # bytes
    fault: str | None = None


def decode(content: bytes) -> str:
    """The text as it is: UTF-8, UTF-16 or UTF-32 with a byte order mark, else what fits; `Unreadable` if nothing does."""
    if not content.strip():
        raise Unreadable("the file is empty")
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return _checked(content.decode(encoding))
            except UnicodeDecodeError as error:
                raise Unreadable(f"not valid {encoding.upper()}, though its byte order mark says so: {error.reason}") from error
    if b"\x00" in content:
        raise Unreadable("binary data, no text: it holds NUL bytes")
    try:
        return _checked(content.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if sum(byte < 9 or 13 < byte < 32 for byte in content[:100_000]) > BINARY_SHARE * len(content[:100_000]):
        raise Unreadable("binary data, no text")
    if sum(byte < 128 for byte in content) > MOSTLY_ASCII * len(content):
        # Too few other bytes for statistics: what newsrooms' older systems write.
        try:
            return _checked(content.decode("cp1252"))
        except UnicodeDecodeError:
            pass
    guess = from_bytes(content[:200_000]).best()
    if guess is None:
        raise Unreadable("unknown encoding: neither UTF-8 nor another that fits; convert it to UTF-8")
    try:
        return _checked(content.decode(guess.encoding))
    except UnicodeDecodeError as error:
        raise Unreadable(f"unknown encoding: it begins as {guess.encoding} but does not go on so; convert it to UTF-8") from error


def _checked(text: str) -> str:
    if len(_CONTROLS.findall(text[:100_000])) > BINARY_SHARE * len(text[:100_000]) or "\x00" in text:
        raise Unreadable("binary data, no text: it is full of control characters")
    if not text.strip("\ufeff \t\r\n"):
        raise Unreadable("the text is empty")
    return text


def given_of(fields: dict[str, Any]) -> Given:
    """What front matter or JSON keys tell; `Unreadable` names a key whose value is of the wrong kind."""
    return Given(
        title=_text(fields, "title"),
        publisher=_text(fields, "publisher"),
        published=_day(fields),
        url=_url(_text(fields, "url") or _text(fields, "source_url")),
        language=_text(fields, "language"),
    )


def completed(draft: Draft, facts: dict[str, Any]) -> Draft:
    """What a document does not tell of itself, its source does: the same keys as front matter."""
    told = given_of(facts)
    known = {
        name: getattr(draft.given, name) or getattr(told, name) for name in ("title", "publisher", "published", "url", "language")
    }
    return replace(draft, given=replace(draft.given, **known))


def storable(text: str) -> bool:
    """Whether it is text that UTF-8 and the database can hold: without NUL and halves of surrogate pairs."""
    return not _UNSTORABLE.search(text)


def _text(fields: dict[str, Any], key: str) -> str | None:
    value = fields.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Unreadable(f"{key} must be text, not {type(value).__name__}")
    if not storable(value):
        raise Unreadable(f"{key} holds characters that no text has (NUL or half a surrogate pair)")
    return " ".join(value.split()) or None


def _url(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) and len(url) <= 2000 else None


def _day(fields: dict[str, Any]) -> date | None:
    for key in ("published", "date", "published_time"):
        value = fields.get(key)
        if value is None or value == "":
            continue
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        found = _DAY.fullmatch(value) if isinstance(value, str) else None
        try:
            return date(*(int(part) for part in found.groups())) if found else _fault(key, value)
        except ValueError as error:
            raise Unreadable(f"{key} is no day of the calendar: {str(value)[:100]!r}") from error
    return None


def _fault(key: str, value: Any) -> date:
    raise Unreadable(f"{key} must be a day such as 2023-04-25, not {str(value)[:100]!r}")
