"""Which stretches of an article stand between quotation marks.

Marks come in three families (double, single, angle). Within a family newsrooms mix them freely, so a straight mark
may close what a curly one opened; whether a mark opens or closes is told by its form and by its neighbours. A mark of
the single family is an apostrophe until its neighbours say otherwise. One pass over the marks of each paragraph, with
a stack of those that are open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.extraction.mentions import Quotation
from sources.extraction.reading import Span

# Two single marks in a row stand for a double one; entities are what careless crawlers leave of marks.
_MARK = re.compile(
    r"''|\"\"|‘‘|’’|``|[“”„‟\"«»‹›‘’‚‛'`]|&(?:quot|ldquo|rdquo|lsquo|rsquo|laquo|raquo|#34|#39|#822[01]|#821[67]);"
)
_DOUBLE, _SINGLE, _ANGLE = "double", "single", "angle"
_OPENERS = frozenset(("“", "„", "‟", "``", "‘‘", "«", "‹", "‘", "‚", "‛", "&ldquo;", "&lsquo;", "&laquo;", "&#8220;", "&#8216;"))
_CLOSERS = frozenset(("”", "’’", "»", "›", "’", "&rdquo;", "&rsquo;", "&raquo;", "&#8221;", "&#8217;"))
_FAMILY = (
    dict.fromkeys(("“", "”", "„", "‟", '"', '""', "''", "‘‘", "’’", "``"), _DOUBLE)
    | dict.fromkeys(("&quot;", "&ldquo;", "&rdquo;", "&#34;", "&#8220;", "&#8221;"), _DOUBLE)
    | dict.fromkeys(("«", "»", "‹", "›", "&laquo;", "&raquo;"), _ANGLE)
    | dict.fromkeys(("‘", "’", "‚", "‛", "'", "`", "&lsquo;", "&rsquo;", "&#39;", "&#8216;", "&#8217;"), _SINGLE)
)
_LEADS = frozenset("([{—–-/…")  # may stand right before an opening mark
_TRAILS = frozenset(".,;:!?)]}—–-…/")  # may stand right after a closing mark
_ENDS = frozenset(".,!?…;:)]")  # what speech ends with before its closing mark
_ELISION = re.compile(r"(?:\d\ds?\b|em\b|til\b|tis\b|twas\b|cause\b|n\b|round\b)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[A-Z“\"])")
_DEEPEST = 4  # marks open within each other; more is noise
_LOOK_AHEAD = 40  # marks that are weighed to tell a closing mark from an apostrophe


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark with what its form and its neighbours allow."""

    start: int
    end: int
    family: str
    opens: bool
    closes: bool
    form: str  # "open", "close" or "" by the form of the mark alone


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """Every quotation of the paragraphs, by its start; those within another one stand after it.

    A quotation that runs over paragraphs is one `Quotation` for each of them, `open` where its own closing (or opening)
    mark is missing. Linear in the length of the text.
    """
    found: list[Quotation] = []
    running = False  # whether the paragraph before left a quotation open
    for paragraph in paragraphs:
        here = _of_paragraph(text, paragraph, running)
        found.extend(here)
        running = any(quotation.open and quotation.span.end >= paragraph.end for quotation in here)
    return tuple(sorted(found, key=lambda quotation: (quotation.span.start, -quotation.span.end)))


def _of_paragraph(text: str, paragraph: Span, running: bool) -> list[Quotation]:
    marks = _marks(text, paragraph)
    found: list[Quotation] = []
    stack: list[_Mark] = []
    balanced = sum(m.form == "open" for m in marks if m.family == _DOUBLE) == sum(
        m.form == "close" for m in marks if m.family == _DOUBLE
    )
    for at, mark in enumerate(marks):
        within = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].family == mark.family), None)
        if within is not None and _closes(text, marks, at, stack[within]):
            for unclosed in stack[within + 1 :]:
                if unclosed.family != _SINGLE:
                    _add(text, found, unclosed, mark.start, None)
            _add(text, found, stack[within], mark.start, mark)
            del stack[within:]
        elif _opens(text, marks, at):
            if within is not None and not (balanced and mark.form == "open"):
                # A second opening mark of the family: the first was never closed.
                for unclosed in stack[within:]:
                    if unclosed.family != _SINGLE:
                        _add(text, found, unclosed, mark.start, None)
                del stack[within:]
            if len(stack) < _DEEPEST:
                stack.append(mark)
        elif within is None and not found and mark.family != _SINGLE and mark.closes and not mark.opens:
            _add_without_opening(text, found, paragraph, mark, running)
    for at, unclosed in enumerate(stack):
        if unclosed.family != _SINGLE or (at == 0 and unclosed.start == paragraph.start):
            _add(text, found, unclosed, _unclosed_end(text, paragraph, unclosed), None)
            break
    return found


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    marks: list[_Mark] = []
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        start, end = match.span()
        sign, family = match[0], _FAMILY[match[0]]
        before = text[start - 1] if start > paragraph.start else " "
        after = text[end] if end < paragraph.end else " "
        if family == _SINGLE and before.isalnum() and after.isalnum():
            continue  # an apostrophe
        if sign in ("'", '"', "''") and before.isdigit() and not marks:
            continue  # feet, inches, minutes
        opens = (before.isspace() or before in _LEADS or before in _FAMILY) and not after.isspace()
        closes = not before.isspace() and (after.isspace() or after in _TRAILS or after in _FAMILY)
        if sign == '""' and not opens and not closes:
            continue  # nothing between them
        form = "open" if sign in _OPENERS else "close" if sign in _CLOSERS else ""
        marks.append(_Mark(start, end, family, opens, closes, form))
    return marks


def _closes(text: str, marks: list[_Mark], at: int, opener: _Mark) -> bool:
    """Whether the mark closes the open one of its family."""
    mark = marks[at]
    if opener.end == mark.start:
        return False
    if mark.family == _SINGLE:
        return mark.form != "open" and mark.closes and not _is_possessive(text, marks, at)
    if text[opener.start] == "„" and text[mark.start] in "“”":
        return True  # the German way: „…“
    if mark.form == "open":
        # »…« closes with what opens elsewhere.
        return mark.closes and not mark.opens
    if mark.form == "close":
        return True
    return mark.closes or not mark.opens


def _opens(text: str, marks: list[_Mark], at: int) -> bool:
    """Whether the mark opens a quotation, where it closes none."""
    mark = marks[at]
    if mark.family != _SINGLE:
        if mark.form == "open":
            return not (mark.closes and not mark.opens)
        return mark.opens if mark.form == "close" else mark.opens or not mark.closes
    if not mark.opens or mark.form == "close" or _ELISION.match(text, mark.end):
        return False
    if not (text[mark.end].isalnum() or text[mark.end] in '“"[(…'):
        return False
    # ‘ begins a quotation that may run on into the next paragraph; a straight one must be closed to count.
    if mark.form == "open" and at == 0:
        return True
    return any(later.family == _SINGLE and later.closes and later.form != "open" for later in marks[at + 1 : at + _LOOK_AHEAD])


def _is_possessive(text: str, marks: list[_Mark], at: int) -> bool:
    """Whether a single mark that might close is the apostrophe of "the ministers' talks" within single marks."""
    mark = marks[at]
    if text[mark.start - 1] not in "sSnxz" or not text[mark.end : mark.end + 1].isspace():
        return False
    if not text[mark.end + 1 : mark.end + 2].islower():
        return False
    for later in marks[at + 1 : at + _LOOK_AHEAD]:
        if later.family == _SINGLE:
            return later.closes and later.form != "open" and not later.opens
    return False


def _add(text: str, found: list[Quotation], opener: _Mark, end: int, closer: _Mark | None) -> None:
    """Keep the quotation from `opener` to `end`, the end of its inner words, if it holds any."""
    first, last = opener.end, end
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    if first < last:
        span = Span(opener.start, closer.end if closer else last)
        found.append(Quotation(span=span, inner=Span(first, last), open=closer is None))


def _add_without_opening(text: str, found: list[Quotation], paragraph: Span, closer: _Mark, running: bool) -> None:
    """Keep words that only have a closing mark: what a paragraph goes on quoting, or a lost opening mark."""
    if closer.start == paragraph.start or text[closer.start - 1] not in _ENDS:
        return
    start = paragraph.start
    if not running:
        for match in _SENTENCE_END.finditer(text, paragraph.start, closer.start):
            start = match.end()
    found.append(Quotation(span=Span(start, closer.end), inner=Span(start, closer.start), open=True))


def _unclosed_end(text: str, paragraph: Span, opener: _Mark) -> int:
    """Where a quotation without a closing mark ends: with the paragraph if it began as speech, else with its sentence."""
    before = text[paragraph.start : opener.start].rstrip()
    if not before or before[-1] in ",:.!?" or before[-1] in _FAMILY:
        return paragraph.end
    match = _SENTENCE_END.search(text, opener.end, paragraph.end)
    return match.start() + 1 if match else paragraph.end
