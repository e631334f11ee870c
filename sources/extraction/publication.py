"""The day a document was published: from what came with it, its front matter, a line that dates it, or a dateline with a year.

Never from page furniture: the day of the crawl in a page header (beside the weather, or before any title), copyright
years, dates in captions or in running text. Where nothing tells it, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sources.extraction.date_expressions import DateExpression
from sources.extraction.date_grammar import find_expressions, plausible
from sources.extraction.reading import Given, Span, Told

_HEAD = 80  # lines from the top that may date a document; after them, only words like "First published on" do
_KEY = re.compile(r"(?im)^[ \t]*(?:date|published|pubdate|published_time|publish_date|publication date|datetime)[ \t]*:[ \t]*['\"]?"  # noqa: E501
                  r"(?=\d|[A-Z])")  # fmt: skip
_PUBLISHED = re.compile(
    r"(?i)\b(?:first published|published|publication date|publish date|posted|issued|released?|date of issue|date)\b"
    r"(?:[ \t]+(?:on|at|in [A-Z]\w{1,20}))?[ \t]*:?[ \t]*(?:on[ \t]+)?"
)
_UPDATED = re.compile(r"(?i)\b(?:last[ -])?(?:updated?|modified|revised|edited)\b")
_FURNITURE = re.compile(
    r"(?i)copyright|©|all rights|\bviews?\b|\bsince\b|\best\.|°|\b\d{1,2}(?:\.\d)? ?C\b(?! ?Street)|\bAH?\b *$|\b1[34]\d\d ?(?:AH?|H)\b|"  # noqa: E501
    r"\btoday is\b|hijri|shawwal|ramadan|muharram|safar|rajab|shaaban|dhu|jumada|rabi|photo|image|getty|reuters/|file pic"
)
_WEATHER = re.compile(
    r"(?i)°|\b-?\d{1,2}(?:\.\d)? ?C\b|\b-?\d{1,3} ?F\b|\b(?:clouds|cloudy|sunny|clear sky|humidity|rain|haze|overcast|weather)\b"
)
_DATELINE = re.compile(
    r"(?m)^[ \t]*(?P<place>[A-Z][A-Z'’.\-]{2,25}(?:[ -][A-Z'’.\-]{2,20}){0,3})(?:\s{0,2},\s{0,2}[A-Z][\w.]{1,20}(?: [A-Z]\w{1,20})?)?\s{0,2},\s{0,2}"  # noqa: E501
    r"(?=[A-Z0-9])"
)
# "New Delhi, May 2, 2022 (Agency)": in ordinary letters only with the agency behind the day.
_ORDINARY = re.compile(r"(?m)^[ \t]*(?P<place>[A-Z][a-zà-þ'’-]{1,20}(?: [A-Z][a-zà-þ'’-]{1,20}){0,2}), (?=[A-Z0-9])")
# "June 20, 1999 COLOGNE, Germany (AGENCY) --": the day first.
_PLACE_NEXT = re.compile(r"\s{1,2}[A-Z][A-Z.' -]{2,20}(?:, [A-Z][\w. ]{1,30})? ?\([A-Z][\w &./-]{1,30}\)\s{0,2}(?:--|[–—-])")
_IN_BRACKETS = re.compile(r"(?m)^[ \t]*[A-Z][\w’'. -]{2,30} ?\([A-Z][\w&. /]{1,40} ?[-–—,] ?(?=[A-Z0-9])")
_AGENCY = re.compile(r"[.,]?\s{0,2}(?:\([A-Z][\w &./-]{1,30}\)|/[A-Z]\w{1,20}/)")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?:/|\b)")
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the page that is not blank."""

    number: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    told: Told[date]
    standing: int  # the higher, the surer


def find_published(text: str, given: Given) -> Told[date] | None:
    """The publication day, or None. Its span is empty (0, 0) where it was given beside the text."""
    if given.published is not None:
        return Told(given.published, Span(0, 0))
    found = _front_matter(text)
    if found is not None:
        return found
    candidates = list(_lines_that_date(text))
    dateline = _dateline(text)
    if dateline is not None:
        candidates.append(dateline)
    if candidates:
        return max(candidates, key=lambda c: (c.standing, -c.told.span.start)).told
    match = _URL_DAY.search(given.url or "")
    if match:
        try:
            return Told(date(*map(int, match.groups())), Span(0, 0), 0.8)
        except ValueError:
            return None
    return None


def _day(expression: DateExpression) -> date | None:
    """The full day that an expression writes out."""
    whole = expression.reading.date
    if whole is None or whole.earliest != whole.latest or not plausible(whole.earliest) or expression.end is not None:
        return None
    return whole.earliest


def _front_matter(text: str) -> Told[date] | None:
    """From a YAML head between "---" lines, or from "Key: value" lines at the very top."""
    head = text[:4000].lstrip("\ufeff \n")
    shift = text.find(head[:20]) if head else 0
    if head.startswith("---"):
        end = head.find("\n---", 3)
        block = head[: end if end > 0 else 0]
    else:
        rows = re.match(r"(?:[A-Z][\w -]{1,20}:[ \t][^\n]{0,400}\n){2,20}", head)
        block = rows[0] if rows else ""
    for key in _KEY.finditer(block):
        line_end = block.find("\n", key.end())
        stop = len(block) if line_end < 0 else line_end
        for expression in find_expressions(block, key.end(), stop):
            day = _day(expression)
            if day is not None:
                return Told(day, Span(expression.span.start + shift, expression.span.end + shift), 0.99)
    return None


def _lines(text: str) -> Iterator[_Line]:
    number = 0
    for match in re.finditer(r"[^\n]+", text):
        if match[0].strip():
            yield _Line(number, match.start(), match[0])
            number += 1


def _lines_that_date(text: str) -> Iterator[_Candidate]:
    """Short lines whose business is a date, each with its standing."""
    lines = list(_lines(text))
    crawled: set[date] = set()  # days in the page's head: when it was fetched
    titled = next((line.number for line in lines if len(_WORDS.findall(line.text)) >= 5), len(lines))
    for line in lines:
        if line.number >= _HEAD and not _PUBLISHED.search(line.text):
            continue
        if len(line.text) > 200:
            continue
        expressions = [e for e in find_expressions(line.text) if _day(e) is not None]
        if not expressions:
            continue
        standing = _standing(line, expressions[0], lines, titled)
        day = _day(expressions[0])
        assert day is not None
        if standing == 0 and line.number < titled:
            crawled.add(day)
        if standing > 1 or (standing == 1 and day not in crawled):  # "Last updated" on the very day of the page's head
            span = Span(line.start + expressions[0].span.start, line.start + expressions[0].span.end)
            yield _Candidate(Told(day, span, 0.6 + 0.05 * standing), standing)


def _standing(line: _Line, expression: DateExpression, lines: list[_Line], titled: int) -> int:
    """How surely a line with a full date in it dates the document: 0 for not at all, at most 7."""
    before = line.text[: expression.span.start]
    rest = before + " " + line.text[expression.span.end :]
    label = _PUBLISHED.search(before)
    if label and not before[label.end() :].strip(" :–-") and not _FURNITURE.search(rest):
        return 7 if len(before) <= 60 else 0
    if _FURNITURE.search(rest) or len(line.text) > 110 or line.number >= _HEAD:
        return 0
    words = len(_WORDS.findall(rest))
    if words > 9 or (line.text.rstrip().endswith(".") and words > 4):
        return 0
    if _UPDATED.search(rest):
        return 1
    around = [other.text for other in lines[max(0, line.number - 3) : line.number + 4] if other is not line]
    if any(_WEATHER.search(other) and len(other) < 40 for other in around):
        return 0
    if line.number < titled and expression.weekday is not None:
        # "Sunday, July 14, 2024" above any title is the day of the page, not of the article.
        return 0
    if re.search(r"\b\d{1,2}[:.]\d\d\b", rest):
        return 6
    return 5 if words <= 3 else 3


def _dateline(text: str) -> _Candidate | None:
    """ "BEIJING, Oct. 9, 2024 /Agency/ --": a place in capitals, then a full date."""
    for place in _DATELINE.finditer(text[:6000]):
        for expression in find_expressions(text, place.end(), min(len(text), place.end() + 40)):
            day = _day(expression)
            gap = text[place.end() : expression.span.start]
            after = text[expression.span.end : expression.span.end + 60].lstrip()
            if day is not None and not gap.strip() and (re.match(r"[/(:–—-]", after) or _AGENCY.match(after)):
                return _Candidate(Told(day, expression.span, 0.9), 6)
    for expression in find_expressions(text, 0, min(len(text), 6000)):
        day = _day(expression)
        opens = text[max(0, expression.span.start - 1) : expression.span.start] in {"", "\n"}
        if day is not None and opens and _PLACE_NEXT.match(text, expression.span.end):
            return _Candidate(Told(day, expression.span, 0.9), 6)
    for place in _IN_BRACKETS.finditer(text[:6000]):
        for expression in find_expressions(text, place.end(), min(len(text), place.end() + 40)):
            day = _day(expression)
            if day is not None and expression.span.start == place.end() and text.startswith(")", expression.span.end):
                return _Candidate(Told(day, expression.span, 0.9), 6)
    for place in _ORDINARY.finditer(text[:6000]):
        for expression in find_expressions(text, place.end(), min(len(text), place.end() + 40)):
            day = _day(expression)
            if (
                day is not None
                and not text[place.end() : expression.span.start].strip()
                and _AGENCY.match(text, expression.span.end)
            ):
                return _Candidate(Told(day, expression.span, 0.85), 6)
    return None
