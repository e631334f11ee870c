"""Trips of US presidents and secretaries of state, as the Office of the Historian lists them (XML, one `trip` each).

The fixed text of a trip puts the row's own words into sentences: the traveller with the office, the place and the days before
each of its remarks, which are written without them ("Met with Prime Minister …; toured …"). So the days, the place and the
traveller are read, and proved, like those of any other text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from sources.extraction.reading import Given
from sources.readers.draft import Draft, Part, Unreadable

PUBLISHER = "Office of the Historian, US Department of State"

LONGEST_LIST = 20_000_000  # bytes

_OFFICES = {"president": "US President", "secretary": "US Secretary of State"}
_ID = re.compile(r"[\w.-]{1,60}")
# Where a remark ends and the next one, with the same subject, begins.
_TITLES = "".join(rf"(?<![. ]{short})" for short in "Gen Col Adm Sen Amb Gov Mrs Lt Mr Dr St".split())
_NEXT = re.compile(_TITLES + r"(?<=[a-z\d)”\"’])[.;]\s+(?=(?:Also |Later |Then |Subsequently )?[A-Z][a-z-]+\b)|;\s+(?=[a-z])")
_ADVERB = re.compile(r"(?:also|later|then|subsequently|briefly)\s+", re.IGNORECASE)
# Past tenses with which the remarks begin, and whose endings do not show it.
_PASTS = frozenset(
    "met held led took made gave spoke sought went flew saw began laid paid chose sent told won read brought had was left".split()
)
# "Informal meeting with …", "State visit": what was held or made, told as a noun.
_MEETING = re.compile(
    r"(?:[\w-]+ ){0,3}?(?:meetings?|audiences?|talks|discussions?|conversations?|consultations?|conferences?|summits?)\b",
    re.IGNORECASE,
)
_PASSIVE = frozenset({"invited"})
_ASIDE = re.compile(r" \([^)]*\)")  # "Henry A. (Heinz Alfred) Kissinger"
_EN_ROUTE = re.compile(r"(?<! were)(?<! was),? (?:while )?(en route (?:to|from|back to) [A-Z][\w .,’'-]{2,60})$")
_MORE = re.compile(r"(?:and )?(?:with )?(?=(?:the )?[A-Z])")
_DAY_FIRST = re.compile(r"(On [A-Z][a-z]+ \d{1,2}(?:, \d{4})?), (?=[a-z])")
_MET = re.compile(r"(?:also |later |then )?(?:met|conferred|spoke) with\b")
_DAY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept\.|Oct\."
    r"|Nov\.|Dec\.) \d{1,2}(?:\s?[-–]\s?\d{1,2})?(?!\d|,? \d{4})\b"
)
_DATED = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]{2,3}\.) \d"
)


def split(file: IO[bytes], limit: int) -> Iterator[Part]:
    """The trips of a file, each as the XML that stands there. Code tables, which lie beside them, hold none.

    One trip at a time is held; a file of more than `LONGEST_LIST` bytes is none of these lists.
    """
    depth = number = 0
    root = None
    try:
        for event, node in iterparse(_Capped(file), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if root is None:
                root = node
                if node.tag not in {"trips", "code-table"}:
                    raise Unreadable(f"XML whose root is <{str(node.tag)[:60]}>; lists of <trips> can be read")
            if depth > 10:
                raise Unreadable("the XML is nested too deeply to be a list of trips")
            if event == "end" and depth == 1:
                if node.tag == "trip":
                    number += 1
                    yield _part(node, number)
                root.clear()
    except DefusedXmlException as error:
        raise Unreadable("the XML declares a document type or entities, which are not read") from error
    except (ParseError, ValueError) as error:
        raise Unreadable(f"broken XML: {error}") from error


class _Capped:
    """The file, as far as a list may go: whatever is longer may be one endless element."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, LONGEST_LIST

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(f"too large for a list of trips: more than {LONGEST_LIST:,} bytes")
        return data


def _part(trip: Element, number: int) -> Part:
    trip.tail = None
    content = tostring(trip, encoding="utf-8")
    told = f"{trip.get('role') or _text(trip, 'role')}-{_text(trip, 'id')}"
    return Part(number, f"trip-{told}" if _ID.fullmatch(told) else None, "trip", content, len(content))


def read(content: bytes) -> Draft:
    """One trip."""
    try:
        trip = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError) as error:
        raise Unreadable(f"broken XML: {error}") from error
    if trip.tag != "trip":
        raise Unreadable(f"a trip was expected, not <{str(trip.tag)[:60]}>")
    role, name, country = (_text(trip, key) for key in ("role", "name", "country"))
    remarks = _text(trip, "remarks")
    if role not in _OFFICES:
        raise Unreadable(f"the role {role[:40]!r} is unknown; {' and '.join(_OFFICES)} are known")
    if not name or not country or not remarks:
        raise Unreadable("a trip needs a name, a country and remarks")
    start, end = _day(trip, "start-date"), _day(trip, "end-date")
    if end < start:
        raise Unreadable("the trip ends before it begins")
    locale, country = _text(trip, "locale"), _plain(country)
    days = f"{'On' if start == end else 'From'} {_span(start, end, ' to ')}"
    trip_of = _Trip(
        traveller=f"{_OFFICES[role]} {_ASIDE.sub('', name)}",
        # Which of several cities saw an encounter is not told.
        place=f"{locale}, {country}" if locale and "," not in locale else country,
        days=days,
        year=start.year if start.year == end.year else None,
    )
    title = f"{trip_of.traveller} in {', '.join(part for part in (locale, country) if part)}, {_span(start, end)}"
    return Draft(f"{title}\n\n{trip_of.told(remarks)}\n", Given(title, PUBLISHER, language="en"))


def _text(trip: Element, key: str) -> str:
    node = trip.find(key)
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def _day(trip: Element, key: str) -> date:
    told = _text(trip, key)
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise Unreadable(f"{key} is no day of the calendar: {told[:40]!r}") from error


def _plain(country: str) -> str:
    """The country as running text writes it: "China, People’s Republic of" and "Korea, South" turned round."""
    name, comma, rest = country.replace("’", "'").partition(", ")
    return f"{rest} {name}" if comma and (rest.endswith(" of") or rest in {"North", "South"}) else country


def _span(start: date, end: date, between: str = "-") -> str:
    """The days, as short as is clear: "9-13 June 2021", "30 May to 2 June 1988"."""
    last = f"{end.day} {end:%B} {end.year}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}{between}{last}"
    between = between if " " in between else f" {between} "
    first = f"{start.day} {start:%B}" + ("" if start.year == end.year else f" {start.year}")
    return f"{first}{between}{last}"


@dataclass(frozen=True, slots=True)
class _Trip:
    """What every remark leaves out."""

    traveller: str
    place: str
    days: str
    year: int | None  # where all its days are of one

    def told(self, remarks: str) -> str:
        """The remarks as sentences, one a line."""
        if self.year is not None:
            remarks = _DAY.sub(lambda found: f"{found[0]}, {self.year}", remarks)
        verb = ""
        lines = []
        for remark in _NEXT.split(remarks.rstrip(" .")):
            stop = _EN_ROUTE.search(remark)
            plain = remark[: stop.start()] if stop else remark
            more = _MORE.match(plain) if verb and plain[:1].islower() else None
            clause = f"{verb} {plain[more.end() :]}" if more else _clause(plain)
            lines.append(f"{self._lead(plain)} {clause}.")
            if stop:
                lines.append(f"{self.traveller} was {stop[1]}.")
            met = _MET.match(clause)
            verb = met[0] if met else ""
        return "\n".join(lines)

    def _lead(self, remark: str) -> str:
        """Place, days and traveller; without the trip's days where the remark has a day of its own."""
        if _DATED.search(remark):
            return f"In {self.place}, {self.traveller}"
        return f"{self.days}, in {self.place}, {self.traveller}"


def _clause(remark: str) -> str:
    """A remark as what a sentence says of its subject."""
    day = _DAY_FIRST.match(remark)
    if day:
        return f"{_clause(remark[day.end() :])} {day[1][:1].lower()}{day[1][1:]}"
    adverb = _ADVERB.match(remark)
    before, rest = (adverb[0].lower(), remark[adverb.end() :]) if adverb else ("", remark)
    first = re.split(r"[\s,]", rest, maxsplit=1)[0].lower()
    lowered = f"{rest[:1].lower()}{rest[1:]}"
    if first in _PASSIVE:
        return f"was {before}{lowered}"
    if first.endswith("ed") or first in _PASTS:
        return before + lowered
    noun = _MEETING.match(rest)
    if noun:
        article = "" if noun[0].endswith("s") else "an " if first[:1] in "aeiou" else "a "
        return f"{before}had {article}{lowered}"
    return f"was there: {rest}"
