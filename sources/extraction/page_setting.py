"""What a page tells of countries as a whole: which are spoken of, in which sentences they act, and whose page it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentions import Page
from sources.extraction.naming import Found, Sense
from sources.extraction.office_holders import Held

_GOVERNMENT_SITE = re.compile(
    r"https?://[\w.-]*\b(?:gov|gouv|gob|govt|mil|mfa|mea|whitehouse|kremlin|state)\.(?:[\w.]{2,20})?/?"
    r"|https?://(?:[\w-]+\.){1,4}(?:gov|mil)/"
)
_SITE = re.compile(r"https?://(?:[\w-]+\.)+([a-z]{2})(?:/|\s|$)")
_TLD_NAMES = {"uk": "GB"}
_NO_COUNTRY_TLD = frozenset({"tv", "io", "co", "me", "ai", "cc", "ws", "eu", "ly"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the page tells of countries, sentence by sentence."""

    page: Page
    founds: Sequence[Sequence[Found]]
    subjects: Sequence[frozenset[str]]  # countries in the subject of each sentence
    shares: Mapping[str, float]  # how often each country is named on the page
    home: str | None  # the publisher's
    official: bool = False  # the publisher is a government
    helds: Sequence[Sequence[Held]] = ()


def describe(page: Page, founds: Sequence[Sequence[Found]], helds: Sequence[Sequence[Held]], gazetteer: Gazetteer) -> Setting:
    """Count and place the countries of the page."""
    shares: defaultdict[str, float] = defaultdict(float)
    subjects = []
    for number, row in enumerate(founds):
        inside = set()
        for found in row:
            if found.sense in {Sense.COUNTRY, Sense.DEMONYM, Sense.SEAT}:
                shares[found.values[0]] += 1
                if _in_subject(page, number, found):
                    inside.add(found.values[0])
            elif found.sense is Sense.PLACE and found.country:
                shares[found.country] += 0.5 + 0.5 * is_institution(page, found)
        subjects.append(frozenset(inside))
    home = home_of(page, gazetteer)
    # The closing mark of American press releases, where the text speaks of the United States as well.
    if home is None and shares.get("US") and page.clean.rstrip()[-40:].rstrip().endswith("###"):
        return Setting(page, founds, subjects, shares, "US", True, helds)
    official = bool(_GOVERNMENT_SITE.search((page.given.url or "") + " " + page.text[:1500]))
    return Setting(page, founds, subjects, shares, home, official, helds)


def is_institution(page: Page, found: Found) -> bool:
    """Whether a place is the house of a government, named for itself ("at the White House")."""
    return found.sense is Sense.PLACE and page.clean[found.start : found.end] != found.values[0]


def _in_subject(page: Page, number: int, found: Found) -> bool:
    sentence = page.sentences[number]
    span = sentence.parse.doc.char_span(found.start - sentence.shift, found.end - sentence.shift, alignment_mode="expand")
    if span is None or not len(span):
        return False
    token = span.root
    if token.dep_ in {"poss", "amod", "compound", "nmod"}:
        token = token.head
    return token.dep_ in {"nsubj", "nsubjpass"}


def home_of(page: Page, gazetteer: Gazetteer) -> str | None:
    """The publisher's country, by its name or address."""
    given = page.given
    head = page.text[:1500]
    if re.search(r"https?://[\w.-]*(?:whitehouse|state|defense|treasury)\.(?:archives\.)?gov\b", (given.url or "") + " " + head):
        return "US"
    for address in (given.url or "", head):
        match = _SITE.search(address)
        if match and match[1] not in _NO_COUNTRY_TLD:
            code = _TLD_NAMES.get(match[1], match[1].upper())
            if code in gazetteer.country_names:
                return code
    for name in (given.publisher or "", *_newspapers(page)):
        for named in gazetteer.names.find(name, 0, len(name)):
            for table in (gazetteer.countries, gazetteer.seats):
                if named.name in table:
                    return table[named.name]
            if named.name in gazetteer.demonyms:
                return gazetteer.demonyms[named.name][0]
            if named.name in gazetteer.cities:
                return gazetteer.cities[named.name][0].country
    return None


_NEWSPAPER = re.compile(
    r"\b(?:[A-Z][a-z]+ ){1,2}(?:Post|Times|Globe|Herald|Star|Inquirer|Tribune|Daily|Mail|Telegraph|Gazette"
    r"|Chronicle|Journal)\b"
)
_HOST = re.compile(r"https?://(?:www\.)?(?:the)?([a-z]{5,30})\.")


def _newspapers(page: Page) -> list[str]:
    """Names of newspapers in the furniture around the article: usually the page's own."""
    spans = [sentence.span for sentence in page.sentences]
    names = [m.group() for m in _NEWSPAPER.finditer(page.text[:200_000]) if not any(s.start <= m.start() < s.end for s in spans)]
    host = _HOST.search(page.given.url or page.text[:3000])
    if host:
        words = re.sub(
            r"(post|times|globe|herald|star|tribune|daily|mail|telegraph|gazette|chronicle|journal|today|news)$", r" \1", host[1]
        )
        names.append(words.title())
    return names[:5]
