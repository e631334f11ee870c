"""Whose offices they are: the countries and organizations that an office belongs to, and the name that stands beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sources.extraction.naming import Found, Sense
from sources.extraction.offices import Office

# Titles that only one country uses, where nothing else is said.
_HOME = (
    (
        re.compile(
            r"(?i)\bsecretary of (?:state|defense|the treasury|commerce|energy|agriculture|labor|homeland security"
            r"|the interior)\b(?! for)|^(?:assistant|deputy|under) ?-?secretary of|house (?:speaker|majority"
            r"|minority|\w+ (?:\w+ )?committee)|senate |white house|attorney general|^(?:sen|rep)\b|state "
            r"department|treasury secretary|defense secretary|^(?:deputy )?national security advis"
        ),
        "US",
    ),
    (re.compile(r"(?i)^british (?:foreign|home) secretary$|chancellor of the exchequer|downing street"), "GB"),
    (re.compile(r"(?i)external affairs|^EAM$"), "IN"),
    (re.compile(r"(?i)\btaoiseach\b|\btánaiste\b"), "IE"),
    (re.compile(r"(?i)^(?:pope|pontiff)$"), "VA"),
    (re.compile(r"(?i)\bkremlin\b"), "RU"),
)
_JOINT = re.compile(r"[\s,]*(?:and|&|,|as well as|/|–|-|or|the|’s|'s|both|respectively|with)*[\s,]*$|^$")
_BETWEEN = re.compile(r"(?:[ \n]|,|and|&|’s|'s|’|'|the|/|-|–|both|or|its|new|then|former|top|ruling|own){0,12}")
_DIRECTLY = re.compile(
    r"(?:[’']s?)?(?:[ \n]{1,3}(?:new|then|former|top|ruling|own|current|first|last|late|next|outgoing|interim"
    r"|acting|newly elected|the)){0,2}[ \n]{1,3}|[-–/]"
    # "The Syrian side's intelligence chief": the side stands for the country.
    r"|(?:[’']s?)?[ \n]{1,3}(?:side|delegation|team|government|presidency|parliament|army|military)[’']s?[ \n]{1,3}"
)
_OF = re.compile(
    r"[ \n]{1,3}(?:of|from|for|in|to|at)[ \n]{1,3}(?:the[ \n]{1,3})?(?:(?:Republic|Kingdom|State|Sultanate|United "
    r"Nations) of )?"
)
_NEXT = re.compile(
    r"(?:[ \n]{0,3},?[ \n]{0,3}(?:and|&|as well as|,)[ \n]{1,3}(?:the[ \n]{1,3}|of[ \n]{1,3}){0,2}"
    r"|,[ \n]{1,3})"
)
_COUNTRY_SENSES = frozenset({Sense.COUNTRY, Sense.DEMONYM, Sense.SEAT})


@dataclass(slots=True)
class Held:
    """An office on the page with whose it is."""

    office: Office
    sentence: int
    countries: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    possessor: tuple[int, int] | None = None  # "Kenyatta's" in "Kenyatta's spokesman"
    pronoun: tuple[int, int] | None = None  # "his" in "his Syrian counterpart"
    start: int = 0  # with the words of the country before it
    end: int = 0  # with "of A and B" after it
    home: str | None = None  # the country that the title alone suggests
    names: list[tuple[int, int]] = field(default_factory=list)  # where its countries and organizations stand
    taken_by_next: bool = False  # a name follows directly: the office is that one's
    posted: str | None = None  # the country where an ambassador or envoy is sent
    posting: tuple[int, int] | None = None  # where that country stands
    definite: bool = False  # "the", or a country or possessor before it: somebody known is meant


_NAME_NEXT = re.compile(r"[ \n]{1,3}(?:[A-ZÀ-Ž]\.[ \n]?){0,2}[A-ZÀ-Ž][a-zà-ž]")
_DEFINITE = re.compile(r"(?i)\b(?:the|that|this)[ \n]{1,2}$")
_PRINCIPAL = re.compile(
    r"[ \n]{1,2}(?:to|of|for)[ \n]{1,2}(?:the[ \n])?(?:(?:[A-Z][a-z]+[ \n]){0,2}(?:President|Minister|Premier"
    r"|Chancellor|King|Secretary|Leader)[ \n])?([A-ZÀ-Ž][\w.-]+(?: [A-ZÀ-Ž][\w.-]+){0,3})"
)


class Around:
    """The gazetteer names of one sentence, found by where they end or begin."""

    def __init__(self, founds: Sequence[Found]) -> None:
        self.founds = list(founds)
        self._starts = [found.start for found in self.founds]
        self._ends = [found.end for found in self.founds]

    def last_before(self, at: int) -> int:
        """Index of the last name that ends at or before `at`, or -1."""
        return bisect_right(self._ends, at) - 1

    def first_from(self, at: int) -> int:
        """Index of the first name that begins at or after `at`."""
        return bisect_left(self._starts, at)

    def across(self, start: int, end: int) -> list[Found]:
        """The names that share letters with start:end."""
        return [found for found in self.founds if found.start < end and found.end > start]


def hold(text: str, office: Office, around: Around, sentence: int, start: int) -> Held:
    """Whose office it is, by the names that stand before, in and after its title. `start` is the sentence's."""
    office = _whole_names(text, office, around)
    held = Held(office, sentence, start=office.start, end=office.end)
    for found in around.across(office.start, office.end):
        _take(held, found)
        held.start = min(held.start, found.start)
    _look_back(text, held, around, start)
    if not held.organizations and (not held.countries or held.office.plural):
        _look_ahead(text, held, around)
        if held.end > office.end and _SENT_TO.match(office.head):
            _pass_posting(text, held, around)
    else:
        _pass_over(text, held, around)
    held.taken_by_next = bool(_NAME_NEXT.match(text, max(held.office.end, held.end)))
    held.definite = (
        bool(_DEFINITE.search(text, max(start, held.start - 12), held.start))
        or held.start < office.start
        or held.pronoun is not None
    )
    if not held.countries and not held.organizations and held.possessor is None:
        _look_for_principal(text, held)
    for pattern, code in _HOME:
        if pattern.search(office.title):
            held.home = code
            break
    return held


_SENT_TO = re.compile(
    r"(?i)(?:ambassador|envoy|representative|consul|emissary|coordinator|negotiator|mediator|high commissioner)"
)
_POSTED = re.compile(r"[ \n]{1,3}(?:to|for|in|on)[ \n]{1,3}(?:the[ \n]{1,3})?")
_POST_TOPIC = re.compile(r"(?:[ ](?!and\b|or\b|to\b|in\b|on\b|at\b)[a-z]{3,20}){1,3}")  # "envoy on Syrian peace efforts"


def _whole_names(text: str, office: Office, around: Around) -> Office:
    """The office without the beginning of a name that goes on after it: "representative for North" of "North Korea"."""
    cut = next((found for found in around.across(office.start, office.end) if found.start < office.end < found.end), None)
    if cut is None or cut.start <= office.start:
        return office
    end = office.start + len(re.sub(r"(?:[ \n]{1,3}(?:of|for|to|and|the)){0,3}[ \n]{0,3}$", "", text[office.start : cut.start]))
    return replace(office, end=end, title=" ".join(text[office.start : end].split())) if end > office.start else office


def _look_for_principal(text: str, held: Held) -> None:
    """ "an adviser to President X": whose adviser."""
    match = _PRINCIPAL.match(text, held.office.end)
    if match:
        held.possessor = (match.start(1), match.end(1))


def _take(held: Held, found: Found) -> None:
    held.names.append((found.start, found.end))
    if found.sense is Sense.ORGANIZATION:
        if found.values[0] not in held.organizations:
            held.organizations.append(found.values[0])
    elif found.sense in _COUNTRY_SENSES:
        held.countries.extend(code for code in found.values[:1] if code not in held.countries)
    elif found.country and found.sense is Sense.PLACE and found.country not in held.countries:
        held.countries.append(found.country)


def _look_back(text: str, held: Held, around: Around, start: int) -> None:
    """ "Turkish and Russian", "Iran's", "the U.S. and" before a title."""
    at = held.start
    index = around.last_before(at)
    first = True
    taken: list[Found] = []
    while index >= 0 and around.founds[index].start >= start:
        found = around.founds[index]
        gap = text[found.end : at]
        if len(gap) > 24 or not (_BETWEEN if held.office.plural or not first else _DIRECTLY).fullmatch(gap):
            break
        if not first and not re.search(r"(?:,|and|&|/|-|–|or)", gap):
            break
        if not first and not held.office.plural and not re.search(r"[-–/]", gap):
            break
        if found.sense is Sense.PLACE and not re.match(r"[’']s?\s", text[found.end : found.end + 3]):
            break
        taken.append(found)
        at, first = found.start, False
        index -= 1
    for found in reversed(taken):
        _take(held, found)
    held.start = min(held.start, at)
    if not taken:
        match = re.search(
            r"(?:([A-ZÀ-Ž][\w.-]*(?: [A-ZÀ-Ž][\w.-]*){0,3})[’']s?|\b(his|her|their|its|whose))(?: (?!to\b|for\b"
            r"|of\b|with\b|by\b|and\b|in\b|on\b|at\b|from\b|as\b|that\b)[\w-]+){0,2}? ?$",
            text[max(start, at - 60) : at],
        )
        if match:
            base = max(start, at - 60)
            if match[1]:
                held.possessor = (base + match.start(1), base + match.end(1))
            else:
                held.pronoun = (base + match.start(2), base + match.end(2))
    elif held.office.counterpart:
        match = re.search(r"\b(his|her|their|its|whose)\s$", text[max(start, at - 8) : at])
        if match:
            base = max(start, at - 8)
            held.pronoun = (base + match.start(1), base + match.end(1))


def _pass_posting(text: str, held: Held, around: Around) -> None:
    """ "Ambassador of A to B": B is where the ambassador serves."""
    match = _POSTED.match(text, held.end)
    index = around.first_from(held.end)
    if match and index < len(around.founds) and around.founds[index].start == match.end():
        found = around.founds[index]
        topic = _POST_TOPIC.match(text, found.end) if found.sense is Sense.DEMONYM else None
        held.end = found.end
        if topic and _NAME_NEXT.match(text, topic.end() + text.startswith(",", topic.end())):
            held.end = topic.end()
            held.office = replace(held.office, end=held.end, title=" ".join(text[held.office.start : held.end].split()))
        held.posted = found.values[0] if found.sense in _COUNTRY_SENSES else found.country
        held.posting = (found.start, found.end)


def _pass_over(text: str, held: Held, around: Around) -> None:
    """ "the UN envoy to Yemen": where the envoy is sent belongs to the title, and is not whose envoy it is."""
    match = _OF.match(text, held.office.end)
    index = around.first_from(held.office.end)
    if match and index < len(around.founds) and text[match.end() : around.founds[index].start].strip() in {"", "the"}:
        found = around.founds[index]
        held.end = max(held.end, found.end)
        if _SENT_TO.match(held.office.head):
            held.posted = found.values[0] if found.sense in _COUNTRY_SENSES else found.country
            held.posting = (found.start, found.end)


_MINISTRIES = re.compile(r"(?:the )?(?:foreign|defen[cs]e|interior|trade|finance|energy) ministr(?:y|ies) of (?:the )?")


def _look_ahead(text: str, held: Held, around: Around) -> None:
    """ "of Turkey, Syria and Iran" after a title."""
    match = _OF.match(text, held.office.end)
    if not match:
        return
    if _SENT_TO.match(held.office.head) and not held.office.plural and _POSTED.match(text, held.office.end):
        index = around.first_from(held.office.end)
        if index < len(around.founds) and around.founds[index].sense is not Sense.ORGANIZATION:
            _pass_posting(text, held, around)
            return
    at = match.end()
    index = around.first_from(held.office.end)
    first = True
    while index < len(around.founds):
        found = around.founds[index]
        gap = text[at : found.start]
        if first:
            if gap.strip() not in {"", "the"} and not _MINISTRIES.fullmatch(gap):
                return
        elif not _NEXT.fullmatch(text[at : found.start]) or not (held.office.plural):
            return
        # "ministers of Turkey and Russian officials": a demonym begins something new.
        if found.sense is Sense.DEMONYM and not first:
            return
        if (
            first
            and re.match(r"[ \n]{1,3}(?:in|at)\b", text[held.office.end : held.office.end + 6])
            and found.sense is not Sense.ORGANIZATION
        ):
            return
        if first and re.match(r"[ \n]{1,3}to\b", text[held.office.end : held.office.end + 6]) and held.countries:
            return
        _take(held, found)
        at, first = found.end, False
        held.end = found.end
        index += 1
