"""HTML pages: the fixed text is the article as trafilatura takes it out of the page; metadata come from the page's head."""

import re
from typing import Any

from sources.charsets import MARKS, codec_of
from sources.readers.draft import Draft, Unreadable, decode, given_of, storable

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,30})", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html[^>]{0,500}\blang=[\"']?([A-Za-z-]{2,12})", re.IGNORECASE)
# A page whose declaration can be read byte by byte is none of these.
_WIDE = frozenset("utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be".split())
FEWEST_WORDS = 5
DEEPEST = 2_000  # open tags: deeper nesting is an attack on the parser


def read(content: bytes) -> Draft:
    """A .html file."""
    from trafilatura import bare_extraction  # takes a second to load, and few processes read pages

    page = _decoded(content)
    if page.count("<") > 300_000 or _depth(page) > DEEPEST:
        raise Unreadable("the page has too many or too deeply nested tags to be an article")
    found: Any = bare_extraction(page, with_metadata=True, include_comments=False, include_tables=True)
    text = found.text if found else None
    if not found or not text or len(text.split()) < FEWEST_WORDS:
        raise Unreadable(f"no article found in the page: it holds fewer than {FEWEST_WORDS} words of running text")
    language = _LANGUAGE.search(page[:5_000])
    fields = {
        "title": found.title,
        "publisher": found.sitename,
        "published": _stated_date(page, found.date),
        "url": found.url,
        "language": language[1] if language else None,
    }
    title = " ".join(found.title.split()) if found.title else ""
    if title and title not in " ".join(text[: len(title) + 200].split()):
        text = f"{title}\n{text}"
    return Draft(text, given_of(fields))


def _decoded(content: bytes) -> str:
    declared = None if content.startswith(MARKS) or _is_utf8(content) else _CHARSET.search(content[:4_000])
    encoding = codec_of(declared[1].decode("ascii")) if declared else None
    if encoding and encoding not in _WIDE:
        try:
            decoded = content.decode(encoding)
            if storable(decoded):
                return decoded
        except (LookupError, UnicodeError):
            pass  # a page that declares what it is not: decode as if nothing were declared
    return decode(content)


def _is_utf8(content: bytes) -> bool:
    """Whether it has other than ASCII, and all of it is UTF-8: what is written in another charset hardly ever is."""
    try:
        return len(content.decode()) < len(content)
    except UnicodeDecodeError:
        return False


def _depth(page: str) -> int:
    """A cheap upper bound of how deeply tags are nested: opened less closed ones."""
    depth = deepest = 0
    for tag in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", page):
        if tag[2].lower() in {"br", "img", "hr", "meta", "link", "input", "p", "li", "source", "wbr", "area", "col"}:
            continue
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return deepest


def _stated_date(page: str, found: str | None) -> str | None:
    """Trafilatura guesses a date from any number on the page: believed only where the page's metadata state it."""
    if not found:
        return None
    stated = re.search(
        r"(?:datePublished|article:published_time|pubdate|dc\.date|\bdate)[\"'\s]{0,3}[^>]{0,80}?" + re.escape(found),
        page,
        re.IGNORECASE,
    )
    return found if stated else None
