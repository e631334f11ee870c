"""Days and periods on a page, resolved against the document's own day only, with honest precision.

A weekday, a month or a day without a year becomes a date where the day of writing is known; else it stays a constraint of the
`DateReading`. The tense of the clause tells on which side of the day of writing it lies: "met on Tuesday", "will meet on Tuesday".
"""  # noqa: E501

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from enum import StrEnum

from spacy.tokens import Token

from events.partial_dates import PartialDate
from sources.extraction.date_expressions import Base, DateExpression, Side, Unit, partial
from sources.extraction.date_grammar import find_expressions
from sources.extraction.mentions import DateMention, Page, Sentence
from sources.extraction.reading import DateReading

Resolved = tuple[DateReading, DateReading | None]


class Tense(StrEnum):
    """Where the clause puts what it tells."""

    PAST = "past"
    FUTURE = "future"


def resolve(
    expression: DateExpression,
    today: DateReading | None,
    tense: Tense | None = None,
    story: DateReading | None = None,
) -> Resolved:
    """When the expression is, and the other end of a range. `today` is the day of writing, `story` the day told before."""
    day = _exact(today)
    start = _resolve_one(expression, day, tense, story, today)
    if expression.end is None:
        return start, None
    end = expression.end
    if end.weekday is not None and end.day is None:
        return start, _resolve_weekday(end.weekday, _exact(start), Tense.FUTURE, Side.AFTER)
    if end.year is not None:
        return start, DateReading(partial(end.year, end.month, end.day))
    if start.date is None or end.month is None:
        return start, DateReading(month=end.month, day=end.day)
    year = start.date.earliest.year + (1 if end.month < start.date.earliest.month else 0)
    return start, DateReading(partial(year, end.month, end.day))


def _exact(reading: DateReading | None) -> date | None:
    """The single day of a reading, if it has one."""
    if reading is None or reading.date is None or reading.date.earliest != reading.date.latest:
        return None
    return reading.date.earliest


def _resolve_one(
    e: DateExpression, day: date | None, tense: Tense | None, story: DateReading | None, today: DateReading | None
) -> DateReading:
    if e.year is not None:
        return DateReading(partial(e.year, e.month, e.day), weekday=e.weekday)
    if e.month is not None:
        return _resolve_month_day(e, day, tense, story)
    if e.weekday is not None:
        return _weekday_of(e, day, tense, today)
    if e.base is Base.STORY:
        return _after_story(e, story)
    return DateReading(None if day is None else _shifted(e, day))


def _resolve_month_day(e: DateExpression, today: date | None, tense: Tense | None, story: DateReading | None) -> DateReading:
    """A month or a day of one, without its year: the year that puts it nearest, on the side that the words and the tense tell."""
    constraint = DateReading(month=e.month, day=e.day, weekday=e.weekday)
    assert e.month is not None
    if today is None:
        return constraint
    if e.unit is Unit.YEAR:
        return DateReading(partial(today.year + e.step, e.month, e.day), weekday=e.weekday)
    found = [p for year in (today.year - 1, today.year, today.year + 1) if (p := partial(year, e.month, e.day)) is not None]
    if e.weekday is not None and e.day is not None:
        # The weekday settles the year, unless the writer confused the two.
        found = [p for p in found if p.earliest.weekday() == e.weekday] or found
    if not found:
        return constraint
    best = min(found, key=lambda p: _distance(p, today, e.side, tense))
    return DateReading(best, weekday=e.weekday)


def _distance(candidate: PartialDate, today: date, side: Side | None, tense: Tense | None) -> float:
    """Days away from the day of writing, and more where the words or the tense speak against that side."""
    if candidate.earliest <= today <= candidate.latest:
        return 200.0 if side in {Side.BEFORE, Side.AFTER} else 0.0
    ahead = candidate.earliest > today
    days = (candidate.earliest - today).days if ahead else (today - candidate.latest).days
    against = (ahead and side is Side.BEFORE) or (not ahead and side is Side.AFTER)
    if against:
        return days + 2000.0
    # A past tense about a day shortly ahead is "was to meet on April 5": nearness decides, the tense only where years compete.
    wrong_tense = (ahead and tense is Tense.PAST) or (not ahead and tense is Tense.FUTURE)
    return days + (150.0 if wrong_tense else 40.0 if ahead and tense is None else 0.0)


def _weekday_of(e: DateExpression, day: date | None, tense: Tense | None, today: DateReading | None) -> DateReading:
    assert e.weekday is not None
    if day is None:
        # "24 April: … met on Tuesday", no year: the month at least is sure, away from its ends.
        if today is not None and today.month is not None and today.day is not None and 7 <= today.day <= 27:
            return DateReading(month=today.month, weekday=e.weekday)
        return DateReading(weekday=e.weekday)
    if e.unit is Unit.WEEK:
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=e.step)
        return DateReading(PartialDate.of_day(monday + timedelta(days=e.weekday)))
    return _resolve_weekday(e.weekday, day, tense, e.side)


def _resolve_weekday(weekday: int, today: date | None, tense: Tense | None, side: Side | None) -> DateReading:
    if today is None:
        return DateReading(weekday=weekday)
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if side is Side.BEFORE:
        return DateReading(PartialDate.of_day(today - timedelta(days=back or 7)))
    if side is Side.AFTER:
        return DateReading(PartialDate.of_day(today + timedelta(days=ahead or 7)))
    if tense is Tense.FUTURE:
        return DateReading(PartialDate.of_day(today + timedelta(days=ahead)))
    if back == 6 and side is None:
        # Nobody writes "on Tuesday" for six days ago on a Monday: the text is of the day after its date, or the date is wrong.
        return _smallest(today - timedelta(days=6), today + timedelta(days=1), weekday)
    return DateReading(PartialDate.of_day(today - timedelta(days=back)))


def _smallest(first: date, last: date, weekday: int | None = None) -> DateReading:
    """The most precise partial date that holds both days, if a month or a year does."""
    if first == last:
        return DateReading(PartialDate.of_day(first), weekday=weekday)
    if first.year != last.year:
        return DateReading(weekday=weekday)
    month = first.month if first.month == last.month else None
    return DateReading(partial(first.year, month), weekday=weekday)


def _shifted(e: DateExpression, today: date) -> PartialDate | None:
    """ "Last week", "in three days", "earlier this month", counted from a day."""
    if e.unit is Unit.DAY:
        return PartialDate.of_day(today + timedelta(days=e.step)) if abs(e.step) < 400 else None
    if e.unit is Unit.YEAR:
        return partial(today.year + e.step)
    if e.unit is Unit.MONTH:
        months = today.year * 12 + today.month - 1 + e.step
        return partial(months // 12, months % 12 + 1)
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=e.step)
    sunday = monday + timedelta(days=6)
    if e.unit is Unit.WEEKEND:
        monday += timedelta(days=5)
    elif e.side is Side.BEFORE:
        sunday = today
    elif e.side is Side.AFTER:
        monday = today
    return _smallest(monday, sunday).date


def _after_story(e: DateExpression, story: DateReading | None) -> DateReading:
    """ "Two days later", "the following month": counted from the day told before, with no more precision than that had."""
    if story is None or story.date is None:
        return DateReading()
    day = _exact(story)
    if e.unit in {Unit.MONTH, Unit.YEAR} or day is not None:
        if story.date.precision == "year" and e.unit is not Unit.YEAR:
            return DateReading()
        return DateReading(_shifted(e, story.date.earliest))
    return DateReading()


# ---- on the page ----

_FUTURE_AUXILIARIES = frozenset({"will", "'ll", "’ll", "shall", "wo"})
_MODAL_PAST = frozenset({"would", "could", "should", "might", "may"})
_AHEAD = re.compile(
    r"\b(?:set|due|slated|scheduled|expected|planned|planning|plans?|intends?|poised|ahead of|upcoming|forthcoming|"
    r"prepar(?:e|es|ing)|going) (?:to|for|on|in|talks|meeting|visit|at)\b[^.;]{0,60}$"
    r"|\b(?:scheduled|planned|upcoming|forthcoming) (?:[\w-]+ ){0,3}(?:meeting|talks|visit|summit|call|trip)\b[^.;,]{0,40}$"
)
_WILL = re.compile(r"\b(?:will|shall|’ll|'ll)\b[^.;]{0,90}$")


def find_dates(page: Page) -> tuple[DateMention, ...]:
    """Every day and period that the article tells, in reading order."""
    today = writing_day(page)
    found: list[DateMention] = []
    story: DateReading | None = None
    written = ((index, e) for index, s in enumerate(page.sentences) for e in find_expressions(page.text, *s.span))
    for index, expression in written:
        if _SPAN_OF_TIME.match(page.text, expression.span.start) and _SUPERLATIVE.search(
            page.text[max(page.sentences[index].span.start, expression.span.start - 90) : expression.span.start]
        ):
            continue  # "the first meeting in eleven years": no day
        tense = tense_at(page, page.sentences[index], expression)
        start, end = resolve(expression, _day_of_post(page, expression) or today, tense, story)
        if start == DateReading():
            continue
        if start.date is not None:
            story = start
        found.append(DateMention(expression.span, start, end, index))
    return tuple(found)


_SPAN_OF_TIME = re.compile(
    r"(?i)in (?:about |almost |nearly |over |more than |at least )?[\w-]{1,12} (?:years?|months|weeks|decades?)\b"
)
_SUPERLATIVE = re.compile(r"(?i)\b(?:first|only|last|[a-z]{3,12}est|most|worst|best)\b[^.;]{0,80}$")

_SIGNED = re.compile(r"\(@\w{1,30}\)[ \n]{1,2}(?=[A-Z0-9])")


def _day_of_post(page: Page, expression: DateExpression) -> DateReading | None:
    """In a quoted post ("… tomorrow. — Name (@handle) June 5, 2019") the day that it is signed with."""
    if expression.unit is None or expression.base is not Base.DOCUMENT:
        return None
    end = page.text.find("\n\n", expression.span.end)
    stop = min(len(page.text) if end < 0 else end, expression.span.end + 700)
    signed = _SIGNED.search(page.text, expression.span.end, stop)
    if signed is None:
        return None
    days = find_expressions(page.text, signed.end(), min(len(page.text), signed.end() + 24))
    return days[0].reading if days and _exact(days[0].reading) is not None else None


def writing_day(page: Page) -> DateReading | None:
    """The day that "today" means: of the dateline where it tells one, else of the publication."""
    published = None if page.published is None else page.published.value
    line = None if page.dateline is None else page.dateline.date
    if line is not None and line.date is not None:
        return line
    if line is not None and line.month is not None and line.day is not None and published is not None:
        near = [
            p for y in (published.year - 1, published.year) if (p := partial(y, line.month, line.day)) and p.latest <= published
        ]
        # A dateline is of the day before, at most of the week before.
        if near and (published - near[-1].latest).days <= 7:
            return DateReading(near[-1])
    if published is not None:
        return DateReading(PartialDate.of_day(published))
    return line


def tense_at(page: Page, sentence: Sentence, expression: DateExpression) -> Tense | None:
    """What the verb above the words says, else the words before them."""
    before = page.text[sentence.span.start : expression.span.start]
    token = token_at(sentence, expression.span.start)
    if token is not None:
        told = _tense_of(token)
        if told is not None:
            return Tense.FUTURE if told is Tense.FUTURE or _AHEAD.search(before) else told
    return Tense.FUTURE if _AHEAD.search(before) or _WILL.search(before) else None


def token_at(sentence: Sentence, offset: int) -> Token | None:
    """The token that begins at, or holds, the offset of the fixed text."""
    index = bisect_right(sentence.ends, offset)
    return sentence.parse[index] if index < len(sentence.ends) else None


_SET = frozenset({"set", "schedule", "slate", "expect", "plan", "due", "invite"})


def _tense_of(token: Token) -> Tense | None:
    """The tense of the nearest verb above a token."""
    node = token
    for _ in range(8):
        if node.pos_ in {"VERB", "AUX"}:
            break
        if node.head is node or node.head.i == node.i:
            return None
        node = node.head
    else:
        return None
    marks = {c.lower_ for c in node.children if c.dep_ in {"aux", "auxpass"}}
    if marks & _FUTURE_AUXILIARIES:
        return Tense.FUTURE
    if node.tag_ == "VBN" and node.lemma_ in _SET and not marks & {"had", "originally"}:
        return Tense.FUTURE
    if node.tag_ in {"VB"} and ("to" in marks or marks & _MODAL_PAST):
        return Tense.FUTURE
    if node.tag_ in {"VBD"} or (node.tag_ == "VBN" and marks):
        return Tense.PAST
    if node.tag_ in {"VBZ", "VBP"}:
        return Tense.FUTURE if node.lemma_ in {"begin", "start", "arrive", "open", "head", "travel", "leave", "plan"} else None
    return None
