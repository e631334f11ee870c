"""The words for days and periods in English newsrooms, as a grammar over plain text. Nothing is resolved here (`dates` does).

An expression tells what was written: "25 April" is a day and a month without a year, "next week" a unit and a step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from sources.extraction.date_expressions import MONTHS, WEEKDAYS, Base, DateExpression, Side, Unit, partial
from sources.extraction.reading import Span

# ---- the words ----

_S = r"(?:[ \t\xa0Â]{1,3}|[ \t\xa0]{0,2}\n[ \t\xa0]{0,2}|&nbsp;)"  # a blank, or one line break of a wrapped line
_MONTH_WORDS = ("Jan(?:uary|\\.)?", "Feb(?:ruary|\\.)?", "Mar(?:ch|\\.)?", "Apr(?:il|\\.)?", "May", "June?\\.?", "July?\\.?",
                "Aug(?:ust|\\.)?", "Sept?(?:ember|\\.)?", "Oct(?:ober|\\.)?", "Nov(?:ember|\\.)?", "Dec(?:ember|\\.)?")  # fmt: skip  # noqa: E501
_MONTH = rf"(?:{'|'.join(_MONTH_WORDS)}|{'|'.join(m.upper() for m in MONTHS)})(?![A-Za-z])"
_FULL_MONTH = "(?:January|February|April|June|July|August|September|October|November|December)"
# A crawled link may tear the last digit off to a line of its own: "Jan 1\n2\n".
_DAY = r"(?:[123]\n\d(?=[\n,.;)])|(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d%:]|[.,]\d))"
_YEAR = r"(?:(?:19|20)\d\d|(?:19|20)\d\n\d(?=\n))(?!\d)"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SHORT_WEEKDAY = rf"(?:{_WEEKDAY}|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)"
_LED = rf"(?:(?P<wd>{_SHORT_WEEKDAY})(?:\.?,?{_S}(?:the{_S})?|,|{_S}?\())?"
_JOIN = rf"(?P<join>{_S}?[-–—]{_S}?|{_S}(?:to|until|till|through|and){_S})"
_NUMBER = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NUMBERS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_YEAR_TAIL = rf"(?:,?{_S}(?P<y>{_YEAR}))?"


def _month(word: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(word[:3].lower()))


def _weekday(word: str | None) -> int | None:
    return None if not word else next(i for i, name in enumerate(WEEKDAYS) if name.startswith(word[:2].lower()))


def _number(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    return 1 if word in {"a", "an"} else _NUMBERS.index(word)


def _digits(word: str | None) -> int | None:
    return None if not word else int(re.sub(r"\D", "", word))


def _absolute(found: re.Match[str]) -> DateExpression:
    """A day or month, with or without weekday, year and other end of a range."""
    parts = found.groupdict()
    year, month = _digits(parts.get("y")), _month(parts["m"])
    start = DateExpression(Span(*found.span()), year, month, _digits(parts.get("d")), _weekday(parts.get("wd")))
    if not parts.get("d2"):
        return start
    if "and" in found["join"] and (parts.get("m2") or (_digits(parts["d2"]) or 0) != (start.day or 0) + 1):
        return replace(start, span=Span(found.start(), found.start("join")))  # two days, not a range; the second is lost
    other_month = _month(parts["m2"]) if parts.get("m2") else month
    other_year = _digits(parts.get("y2")) or year
    if year is None and other_year is not None:
        start = replace(start, year=other_year if other_month >= month else other_year - 1)
    return replace(start, end=DateExpression(start.span, other_year, other_month, _digits(parts["d2"])))


def _numeric(found: re.Match[str]) -> DateExpression | None:
    """ "25.04.2023", "25-04-2023" and "25/04/2023": with strokes only where one order of day and month is possible."""
    a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
    day, month = (b, a) if b > 12 or (a == b) else (a, b)
    if found["sep"] == "/" and a <= 12 and b <= 12 and a != b:
        return None
    if partial(year, month, day) is None or not 1 <= month <= 12:
        return None
    return DateExpression(Span(*found.span()), year, month, day)


def _american(found: re.Match[str]) -> DateExpression | None:
    """ "01/09/2022 04:17 PM": beside a clock of twelve hours the month stands first."""
    year, month, day = (int(found[k]) for k in ("y", "m", "d"))
    return DateExpression(Span(*found.span()), year, month, day) if 1 <= month <= 12 and partial(year, month, day) else None


def _iso(found: re.Match[str]) -> DateExpression | None:
    year, month, day = (int(found[k]) for k in ("y", "m", "d"))
    return DateExpression(Span(*found.span()), year, month, day) if partial(year, month, day) else None


_SIDES = {"last": Side.BEFORE, "past": Side.BEFORE, "previous": Side.BEFORE, "this": Side.WITHIN, "current": Side.WITHIN,
          "next": Side.AFTER, "coming": Side.AFTER, "upcoming": Side.AFTER, "following": Side.AFTER}  # fmt: skip
_STEPS = {Side.BEFORE: -1, Side.WITHIN: 0, Side.AFTER: 1}


def _weekday_alone(found: re.Match[str]) -> DateExpression:
    side = _SIDES.get((found["side"] or "").lower())
    week = _SIDES.get((found["week"] or "").lower())
    start = DateExpression(Span(*found.span()), weekday=_weekday(found["wd"]), side=side)
    if week is not None:
        start = replace(start, unit=Unit.WEEK, step=_STEPS[week])
    if found["wd2"]:
        start = replace(start, end=DateExpression(start.span, weekday=_weekday(found["wd2"]), side=Side.AFTER))
    return start


def _month_alone(found: re.Match[str]) -> DateExpression:
    side = _SIDES.get((found["side"] or "").lower().strip())
    return DateExpression(Span(*found.span()), month=_month(found["m"]), side=side)


def _month_of_year(found: re.Match[str]) -> DateExpression:
    """ "In June last year", "on 4 March this year": counted in years from the day of writing."""
    step = _STEPS[_SIDES[found["side"].lower()]]
    day = _digits(found["d"] or found["d2"])
    return DateExpression(Span(*found.span()), month=_month(found["m"]), day=day, unit=Unit.YEAR, step=step)


_DAY_WORDS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2,
              "the day after tomorrow": 2, "last night": -1, "overnight": 0}  # fmt: skip


def _day_word(found: re.Match[str]) -> DateExpression:
    words = re.sub(r"\s+", " ", found["w"].lower())
    return DateExpression(Span(*found.span()), unit=Unit.DAY, step=_DAY_WORDS.get(words, 0))


def _period(found: re.Match[str]) -> DateExpression:
    side = _SIDES[found["side"].lower()]
    noun = found["u"].lower()
    unit = Unit(noun) if noun in {"week", "weekend", "month", "year"} else Unit.YEAR  # a season is no month of ours
    more = (found["more"] or "").lower()
    within = {"earlier": Side.BEFORE, "later": Side.AFTER}.get(more.strip()) if side is Side.WITHIN else None
    base = Base.STORY if found["side"].lower() in {"following", "previous"} else Base.DOCUMENT
    return DateExpression(Span(*found.span()), unit=unit, step=_STEPS[side], side=within, base=base)


def _elapsed(found: re.Match[str]) -> DateExpression:
    """ "Two weeks ago", "in three days", "two days later"."""
    parts = found.groupdict()
    count = _number(parts["n"])
    words = (parts.get("after") or "in").lower()
    back = words in {"ago", "earlier", "before", "prior"}
    base = Base.STORY if words in {"earlier", "later", "before", "after", "prior"} else Base.DOCUMENT
    return DateExpression(Span(*found.span()), unit=Unit(parts["u"].lower()), step=-count if back else count, base=base)


def _story_day(found: re.Match[str]) -> DateExpression:
    words = found[0].lower()
    step = 0 if "same" in words or "that" in words else -1 if any(w in words for w in ("previous", "before", "earlier")) else 1
    return DateExpression(Span(*found.span()), unit=Unit.DAY, step=step, base=Base.STORY)


def _year_alone(found: re.Match[str]) -> DateExpression:
    return DateExpression(Span(*found.span("y")), year=_digits(found["y"]))


_PART = rf"(?:{_S}(?:morning|afternoon|evening|night|noon|midday))?"
_VAGUE = r"(?:early|mid|late|the beginning of|the start of|the end of|the middle of)"
_MONTH_LEAD = (
    rf"(?i:(?P<side>last|this|next|past|previous|coming)|in|since|until|till|by|before|after|during|from|for|of|and|"
    rf"{_VAGUE}|(?:in|since|by|until){_S}{_VAGUE}|earlier in|later in|back in)"
)
_EVENT = r"(?:summit|meeting|talks|visit|conference|forum|session|trip|accord|deal|agreement|gathering|encounter)"

_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DateExpression | None]], ...] = (
    (re.compile(r"(?<![\d/-])(?P<y>(?:19|20)\d\d)([-/])(?P<m>\d\d)\2(?P<d>\d\d)(?![\d/-]\d)"), _iso),
    (re.compile(r"(?<![\d./-])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)\d\d)"
                r"(?=,?[ ]\d{1,2}:\d\d(?::\d\d)?[ ]?[AP]M\b)"), _american),
    (re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d|\.\d)"), _numeric),
    (re.compile(rf"(?<![\w.]){_LED}(?P<d>{_DAY}){_JOIN}(?P<d2>{_DAY})(?:{_S}of)?{_S}(?P<m>{_MONTH}){_YEAR_TAIL}"), _absolute),
    (re.compile(rf"(?<!\w){_LED}(?P<m>{_MONTH}){_S}(?P<d>{_DAY}){_JOIN}(?P<d2>{_DAY})(?!{_S}(?:{_MONTH})){_YEAR_TAIL}"), _absolute),  # noqa: E501
    (re.compile(rf"(?<!\w){_LED}(?P<m>{_MONTH}){_S}(?P<d>{_DAY}){_YEAR_TAIL}{_JOIN}(?:{_SHORT_WEEKDAY},?{_S})?(?P<m2>{_MONTH}){_S}"
                rf"(?P<d2>{_DAY})(?:,?{_S}(?P<y2>{_YEAR}))?"), _absolute),
    (re.compile(rf"(?<![\w.]){_LED}(?P<d>{_DAY}){_S}(?P<m>{_MONTH}){_YEAR_TAIL}{_JOIN}(?:{_SHORT_WEEKDAY},?{_S})?(?P<d2>{_DAY}){_S}"
                rf"(?P<m2>{_MONTH})(?:,?{_S}(?P<y2>{_YEAR}))?"), _absolute),
    (re.compile(rf"(?<![\w.]){_LED}(?:the{_S})?(?P<d>{_DAY})(?:{_S}of{_S}|{_S}|-)(?P<m>{_MONTH})(?:[,-]?{_S}?(?P<y>{_YEAR}))?"), _absolute),  # noqa: E501
    (re.compile(rf"(?<!\w){_LED}(?P<m>{_MONTH})(?:{_S}the)?{_S}(?P<d>{_DAY}){_YEAR_TAIL}"), _absolute),
    (re.compile(rf"(?<!\w)(?:{_VAGUE}[ -])?(?P<m>{_MONTH}),?{_S}(?:of{_S})?(?P<y>{_YEAR})"), _absolute),
    (re.compile(rf"(?<!\w){_MONTH_LEAD}[ -](?:{_VAGUE}[ -])?(?P<m>{_FULL_MONTH}|March|May|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.)"  # noqa: E501
                rf"(?!\w|{_S}\d|{_S}[A-Z][a-z])"), _month_alone),
    (re.compile(rf"(?<![\w.])(?:(?i:in|on|since|until|by|before|after|during|from|for|of)[ ])?(?:{_VAGUE}[ -])?"
                rf"(?:(?P<d>{_DAY}){_S}(?:of{_S})?)?(?P<m>{_MONTH})(?:{_S}(?P<d2>{_DAY}))?,?{_S}(?:of{_S})?"
                rf"(?P<side>[Ll]ast|[Tt]his|[Nn]ext){_S}year(?!\w)"), _month_of_year),
    (re.compile(rf"(?<!\w)(?P<side>)(?P<m>{_FULL_MONTH})(?!\w|{_S}\d|{_S}[A-Z])"), _month_alone),
    (re.compile(rf"(?<!\w)(?:(?P<side>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming|[Ff]ollowing|[Pp]revious){_S})?(?P<wd>{_WEEKDAY})"
                rf"(?!\w)(?:(?:{_S}(?:to|through|until|and){_S}|[-–])(?P<wd2>{_WEEKDAY}))?{_PART}"
                rf"(?:{_S}(?:of{_S})?(?P<week>last|this|next){_S}week)?"), _weekday_alone),
    (re.compile(rf"(?i)(?<!\w)(?:(?:earlier|later){_S})?(?P<w>today|tonight|yesterday|tomorrow|the{_S}day{_S}before{_S}yesterday|"
                rf"the{_S}day{_S}after{_S}tomorrow|last{_S}night|this{_S}(?:morning|afternoon|evening))(?!\w)"), _day_word),
    (re.compile(rf"(?i)(?<!\w)(?:(?P<more>earlier|later|late|early|the{_S}end{_S}of){_S})?(?:the{_S})?"
                rf"(?P<side>last|past|previous|this|current|next|coming|following){_S}"
                rf"(?P<u>week|weekend|month|year|spring|summer|autumn|fall|winter)(?!\w|{_S}ago)"), _period),
    (re.compile(rf"(?i)(?<!\w)(?P<n>{_NUMBER}){_S}(?P<u>day|week|month|year)s?{_S}(?P<after>ago|earlier|later|before|after|prior)(?!\w)"),
     _elapsed),
    (re.compile(rf"(?i)(?<!\w)(?:with)?in{_S}(?P<n>{_NUMBER}){_S}(?P<u>day|week|month|year)s?(?:['’]{_S}time)?"
                rf"(?!\w|{_S}(?:ago|earlier|later))"), _elapsed),
    (re.compile(rf"(?i)(?<!\w)(?:the{_S}(?:next|following|previous|same){_S}day|the{_S}day{_S}(?:before|after)(?!{_S}(?:tom|yes))|"
                rf"that{_S}day)(?!\w)"), _story_day),
    (re.compile(rf"(?i)(?<!\w)(?:in|since|of|during|until|till|by|from|before|after|late|early|mid|and|end{_S}of)[ \n-]{{1,2}}"
                rf"(?P<y>{_YEAR})(?![\w-]|{_S}(?:people|troops|soldiers|dollars|miles|km))"), _year_alone),
    (re.compile(rf"(?<![\w,.$€£])(?P<y>{_YEAR}){_S}(?={_EVENT})"), _year_alone),
)  # fmt: skip


# What must stand in a stretch for a rule to find anything: most sentences have none of it, and cost a few looks.
_SIGNS: dict[Callable[[re.Match[str]], DateExpression | None], re.Pattern[str]] = {
    _iso: re.compile(r"\d[-/]\d"),
    _american: re.compile(r"\d/\d"),
    _numeric: re.compile(r"\d[./-]\d"),
    _absolute: re.compile(r"\d"),
    _month_alone: re.compile("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"),
    _month_of_year: re.compile(r"year"),
    _weekday_alone: re.compile("day"),
    _day_word: re.compile(r"(?i)day|night|tomorrow|morning|afternoon|evening"),
    _period: re.compile(r"(?i)week|month|year|spring|summer|autumn|fall|winter"),
    _elapsed: re.compile(r"(?i)day|week|month|year"),
    _story_day: re.compile(r"(?i)day"),
    _year_alone: re.compile(r"(?:19|20)\d"),
}


def find_expressions(text: str, start: int = 0, end: int | None = None) -> list[DateExpression]:
    """All words for days and periods in `text[start:end]`, in reading order, none overlapping: the longest one counts."""
    found: list[DateExpression] = []
    stop = len(text) if end is None else end
    seen = {build: sign.search(text, start, stop) is not None for build, sign in _SIGNS.items()}
    for pattern, build in _RULES:
        if not seen[build]:
            continue
        for match in pattern.finditer(text, start, stop):
            expression = build(match)
            if expression is not None:
                found.append(expression)
    return list(_apart(found))


def _apart(found: list[DateExpression]) -> Iterable[DateExpression]:
    reached = 0
    for expression in sorted(found, key=lambda e: (e.span.start, -e.span.end)):
        if expression.span.start >= reached:
            reached = expression.span.end
            yield expression


def plausible(day: date) -> bool:
    """Whether a document of the web age can be of that day."""
    return 1990 <= day.year <= 2100
