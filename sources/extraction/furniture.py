"""Which stretches of a crawled page are article and which are furniture: menus, weather, captions, sign-up boxes, other stories.

Nothing is cut out of the text: a stretch that is furniture is merely not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sources.extraction.furniture_signs import (
    BYLINE,
    CAPTION,
    CAPTION_SIGNS,
    CAPTION_START,
    CONTINUES,
    CREDIT_INSIDE,
    END,
    FURNITURE,
    HANGING,
    INTRODUCES,
    KEYED,
    MARKER,
    OTHER_STORIES,
    STAMP,
    WORD,
    YAML_KEY,
)
from sources.extraction.reading import Span


class Part(StrEnum):
    """What a paragraph is on its page."""

    BODY = "body"
    HEADLINE = "headline"
    CAPTION = "caption"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the page that belongs together, and what it is."""

    span: Span
    part: Part


# Length-preserving repairs of what crawlers leave: the copy that is parsed has every letter at its place in the fixed text.
_REPAIRS = (
    (re.compile(r"&nbsp;|&#160;"), lambda found: " " * len(found)),
    (re.compile(r"&amp;|&#38;"), lambda found: "&" + " " * (len(found) - 1)),
    (re.compile(r"&quot;|&#34;"), lambda found: '"' + " " * (len(found) - 1)),
    (re.compile(r"&(?:#39|apos|rsquo|lsquo);"), lambda found: "'" + " " * (len(found) - 1)),
    (re.compile("Â(?=[\\s\u00a0]|$)|[\u00a0\u2007\u202f\u200b\ufeff]"), lambda found: " " * len(found)),
    (re.compile(r"\\(?=[_#*\[\]'\"])"), lambda found: " " * len(found)),
    # A drop cap on a line of its own: "P\nresident" is read as " President".
    (re.compile(r"(?m)^([A-Z])\n(?=[a-z]{2})"), lambda found: " " + found[0]),
    # What goes on and on without a space is no language: encoded pictures, keys, long addresses.
    (re.compile(r"(?<!\S)\S{200,}"), lambda found: " " * len(found)),
)


def clean(text: str) -> str:
    """The text with crawlers' leavings blanked, letter for letter as long as the text itself."""
    for pattern, repair in _REPAIRS:
        text = pattern.sub(lambda match, repair=repair: repair(match.group()), text)  # type: ignore[misc]
    return text


def paragraphs(text: str, cleaned: str, title: str | None) -> tuple[Paragraph, ...]:
    """Every paragraph of the page in order, with what it is. `cleaned` is `clean(text)`."""
    front, start = _front_matter(cleaned)
    blocks = list(_blocks(cleaned, start))
    parts = _classify(cleaned, blocks, title, bool(front))
    return (*front, *(Paragraph(block, part) for block, part in zip(blocks, parts, strict=True)))


def _lines(text: str, start: int) -> list[Span]:
    """The lines of the text without the white space around them; empty lines are empty spans."""
    lines, at = [], start
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        first, last = at, stop
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        lines.append(Span(first, last))
        at = stop + 1
    return lines


def _front_matter(text: str) -> tuple[tuple[Paragraph, ...], int]:
    """The head of a delivered file (YAML between dashes, or "Key: value" lines): its title as a headline, and where it ends."""
    lines = _lines(text, 0)
    at = next((i for i, line in enumerate(lines) if line.end > line.start), len(lines))
    if at == len(lines):
        return (), 0
    title: Span | None = None
    if text[lines[at].start : lines[at].end] == "---":
        for i in range(at + 1, min(at + 60, len(lines))):
            row = text[lines[i].start : lines[i].end]
            if row == "---":
                return ((Paragraph(title, Part.HEADLINE),) if title else ()), lines[i].end
            key = YAML_KEY.match(row)
            if key and key[1].lower() in {"title", "headline"} and key[2]:
                first, last = lines[i].start + key.start(2), lines[i].end
                if text[first] in "'\"" and last - first > 1:
                    first, last = first + 1, last - (text[last - 1] in "'\"")
                title = Span(first, last)
        return (), 0
    keyed = 0
    while at + keyed < len(lines):
        line = lines[at + keyed]
        key = KEYED.match(text[line.start : line.end])
        if not key:
            break
        if key[1] == "Title" and key[2]:
            title = Span(line.start + key.start(2), line.end)
        keyed += 1
    if keyed < 2:
        return (), 0
    return ((Paragraph(title, Part.HEADLINE),) if title else ()), lines[at + keyed - 1].end


def _blocks(text: str, start: int) -> Iterable[Span]:
    """Lines joined to paragraphs where a line goes on in the next."""
    lines = _lines(text, start)
    wrapped = _is_wrapped(lines)
    block: Span | None = None
    previous = Span(0, 0)
    for line in lines:
        if line.end == line.start:
            if block:
                yield block
            block = None
            continue
        if block and _goes_on(text, previous, line, wrapped):
            block = Span(block.start, line.end)
        else:
            if block:
                yield block
            block = line
        previous = line
    if block:
        yield block


def _is_wrapped(lines: Sequence[Span]) -> bool:
    """Whether the page is set in lines of at most 60 to 100 letters, with empty lines between paragraphs."""
    filled = [line.end - line.start for line in lines if line.end > line.start]
    if not filled or 6 * sum(length > 120 for length in filled) > len(filled):  # a line may hold a long address
        return False
    pairs = sum(a.end > a.start and b.end > b.start for a, b in pairwise(lines))
    long = sum(55 <= length <= 100 for length in filled)
    return long >= 3 and pairs >= 2 and 2 * long >= len(filled)


_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,4}$")  # "the U.S.": seldom the end of a paragraph


def _goes_on(text: str, previous: Span, line: Span, wrapped: bool) -> bool:
    before, after = text[previous.start : previous.end], text[line.start : line.end]
    if MARKER.match(before) or MARKER.match(after) or after.startswith("-->") or before.startswith("-->"):
        return False
    if wrapped:
        return previous.end - previous.start >= 45
    if CAPTION.search(before):
        return False
    if after[0] in ",;.)" or before.endswith("…") or after == "…":
        return True
    if END.search(before) and not _DOTTED.search(before):
        return False
    if HANGING.search(before):
        return True
    # A menu is a column of short lines; running text that goes on in small letters follows a line of some length.
    return bool(CONTINUES.match(after)) and (len(before) >= 25 or len(after) >= 25 or len(after) <= 3)


def _classify(text: str, blocks: Sequence[Span], title: str | None, titled: bool) -> list[Part]:
    rows = [text[block.start : block.end] for block in blocks]
    parts = [_first_look(row) for row in rows]
    bodies = [i for i, part in enumerate(parts) if part is Part.BODY]
    if not bodies:
        # A page without one sentence: a lone title still tells something.
        return [Part.HEADLINE if len(WORD.findall(row)) >= 4 and not FURNITURE.search(row) else Part.FURNITURE for row in rows]
    vocabulary = _content(" ".join(rows[i] for i in bodies))
    others = False
    for i, row in enumerate(rows):
        if OTHER_STORIES.match(row) and len(row) < 60:
            others, parts[i] = True, Part.FURNITURE
            continue
        if parts[i] is Part.BODY:
            others = False
            continue
        if parts[i] is Part.HEADLINE:
            among = bodies[0] < i < bodies[-1]
            if others or i > bodies[-1] or not _belongs(row, vocabulary, title) or (among and _in_list(rows, i)):
                parts[i] = Part.FURNITURE
    return parts


def _first_look(row: str) -> Part:
    words = len(WORD.findall(row))
    if not words or MARKER.match(row) or BYLINE.match(row) or (STAMP.match(row) and words < 9):
        return Part.FURNITURE
    if CAPTION_START.match(row) or CAPTION.search(row) or (CREDIT_INSIDE.search(row) and words < 90):
        return Part.CAPTION if words >= 5 else Part.FURNITURE
    if CAPTION_SIGNS.search(row) and words < 50:
        return Part.CAPTION
    if FURNITURE.search(row) and words < 60:
        return Part.FURNITURE
    ends = bool(END.search(row))
    if (ends and words >= 6) or words >= 22:
        return Part.BODY
    if ends and words >= 2 and row[0] in "\"“‘'«" and row.rstrip()[-1] not in ":;":
        return Part.BODY
    if ends and words >= 3 and not row.endswith((":", ";", "…")) and any(w[0].islower() for w in WORD.findall(row)):
        return Part.BODY
    if INTRODUCES.search(row):
        return Part.BODY
    return Part.HEADLINE if words >= 2 and len(row) <= 200 else Part.FURNITURE


def _content(row: str) -> set[str]:
    """Stems of the words that carry content: their first five letters."""
    return {word.lower()[:5] for word in WORD.findall(row) if len(word) >= 4 or (word.isupper() and len(word) >= 2)}


def _belongs(row: str, vocabulary: set[str], title: str | None) -> bool:
    """Whether a headline is of this article: most of its words that carry content stand in the article too."""
    if title and row.strip() == title.strip():
        return True
    words = _content(row)
    lower = sum(word[0].islower() for word in WORD.findall(row))
    if len(WORD.findall(row)) < 4 and not lower:
        return False
    return bool(words) and len(words & vocabulary) >= 0.5 * len(words)


def _in_list(rows: Sequence[str], at: int) -> bool:
    """Whether a line stands among other lines that are no sentences: a list of stories or links."""
    around = [*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2]]
    return all(not END.search(row) and len(row) < 140 for row in around)
