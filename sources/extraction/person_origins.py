"""Whose official somebody is where no country stands beside the name: from the sentence, what went before, and who else holds such an office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from events.vocabulary import Level
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentions import Page
from sources.extraction.naming import Found, Sense
from sources.extraction.offices import Office
from sources.extraction.persons import Figure

_LEAST = 1.0  # a country must score this much …
_MARGIN = 0.25  # … and this much more than the next
_GOVERNMENT_SITE = re.compile(r"https?://[\w.-]*\b(?:gov|state|mil)(?:\.([a-z]{2}))?/")
_SITE = re.compile(r"https?://(?:[\w-]+\.)+([a-z]{2})(?:/|\s|$)")
_TLD_NAMES = {"uk": "GB"}
_NO_COUNTRY_TLD = frozenset({"tv", "io", "co", "me", "ai", "cc", "ws", "eu", "ly"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the page tells of countries, sentence by sentence."""

    page: Page
    founds: Sequence[Sequence[Found]]
    subjects: Sequence[frozenset[str]]  # countries in the subject of each sentence
    shares: Counter[str]  # how often each country is named on the page
    home: str | None  # the publisher's


def describe(page: Page, founds: Sequence[Sequence[Found]], gazetteer: Gazetteer) -> Setting:
    """Count and place the countries of the page."""
    shares: Counter[str] = Counter()
    subjects = []
    for number, row in enumerate(founds):
        inside = set()
        for found in row:
            if found.sense in {Sense.COUNTRY, Sense.DEMONYM, Sense.SEAT}:
                shares[found.values[0]] += 1
                if _in_subject(page, number, found):
                    inside.add(found.values[0])
            elif found.sense is Sense.PLACE and found.country:
                shares[found.country] += 0.5  # type: ignore[assignment]
        subjects.append(frozenset(inside))
    return Setting(page, founds, subjects, shares, home_of(page, gazetteer))


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
    name = given.publisher or ""
    copyright_line = re.search(r"(?:©|[Cc]opyright)[^\n]{0,80}", page.text)
    name += " " + (copyright_line[0] if copyright_line else "")
    for named in gazetteer.names.find(name, 0, len(name)):
        if named.name in gazetteer.countries:
            return gazetteer.countries[named.name]
        if named.name in gazetteer.seats:
            return gazetteer.seats[named.name]
        if named.name in gazetteer.demonyms:
            return gazetteer.demonyms[named.name][0]
    return None


_SLOTS = (
    (re.compile(r"(?i)\bvice[ -]?president"), "vice president"),
    (re.compile(r"(?i)\bdeputy (?:prime|premier)"), "deputy premier"),
    (re.compile(r"(?i)prime minister|\bpm\b|\bpremier\b|\bchancellor\b|taoiseach"), "premier"),
    (re.compile(r"(?i)\bpresident\b"), "president"),
    (re.compile(r"(?i)\b(?:king|queen|emir|amir|sultan|supreme leader|monarch|pope)\b"), "throne"),
    (re.compile(r"(?i)\bleader\b"), "leader"),
)


def slot_of(office: Office) -> str | None:
    """An office that a country has once: two persons of one page do not both hold it."""
    for pattern, slot in _SLOTS:
        if pattern.search(office.title):
            return slot
    if office.level is Level.MINISTER and office.portfolios:
        return f"minister of {office.portfolios[0]}"
    return None


def infer_origins(setting: Setting, figures: Sequence[Figure], gazetteer: Gazetteer) -> None:
    """Fill in countries, the surest first: principals ("his spokesman"), then by scores."""
    for figure in figures:
        _from_principal(setting, figure, figures)
    open_figures = [f for f in figures if f.country is None and f.organization is None and (f.held or f.actor)]
    # Each country that is settled narrows the others down, so the clearest case goes first, again and again.
    for _ in range(len(open_figures)):
        best: tuple[float, Figure, str] | None = None
        for figure in open_figures:
            if figure.country is not None:
                continue
            ranked = _scores(setting, figure, figures).most_common(2)
            if not ranked or ranked[0][1] < _LEAST:
                continue
            margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
            if margin >= _MARGIN and (best is None or margin > best[0]):
                best = (margin, figure, ranked[0][0])
        if best is None:
            return
        best[1].country = best[2]
        best[1].sure = min(0.95, 0.7 + best[0] / 20)


def _from_principal(setting: Setting, figure: Figure, figures: Sequence[Figure]) -> None:
    """ "X's spokesman", "adviser to X": the principal's country; "his spokesman" likewise once pronouns are read."""
    if figure.country or figure.organization:
        return
    for candidate in figure.candidates:
        held = candidate.office
        if held and held.possessor:
            start, end = held.possessor
            for other in figures:
                if other is not figure and any(c.run.start < end and start < c.run.end for c in other.candidates):
                    figure.country, figure.organization = other.country, other.organization
                    return


def _scores(setting: Setting, figure: Figure, figures: Sequence[Figure]) -> Counter[str]:
    scores: Counter[str] = Counter()
    for candidate in [c for c in figure.candidates if not setting.page.sentences[c.run.sentence].headline][:4]:
        for code, score in _around(setting, candidate.run.sentence, candidate.run.start, bool(candidate.office)).items():
            scores[code] = max(scores[code], score)  # type: ignore[assignment]
    total = sum(setting.shares.values())
    for code, count in setting.shares.items():
        scores[code] += 2.0 * count / total  # type: ignore[assignment]
    if figure.held and figure.held.home:
        scores[figure.held.home] += 4.0  # type: ignore[assignment]
    if setting.home:
        scores[setting.home] += 1.5  # type: ignore[assignment]
    slot = slot_of(figure.held.office) if figure.held else None
    former = figure.held is not None and bool(re.match(r"(?i)(?:former|then|ex|late|predecessor)\b", figure.held.office.title))
    for other in figures:
        if other is figure or other.country is None:
            continue
        if other.held and slot and not former and slot_of(other.held.office) == slot:
            scores[other.country] -= 6.0  # type: ignore[assignment]
    for code in visited(setting, figure):
        scores[code] -= 3.0  # type: ignore[assignment]
    return scores


def _around(setting: Setting, sentence: int, at: int, titled: bool) -> Counter[str]:
    """Scores of the countries in the name's sentence and in the two before it."""
    scores: Counter[str] = Counter()
    paragraph = setting.page.sentences[sentence].paragraph
    for back, weight in ((0, 2.0), (1, 1.3), (2, 0.8)):
        number = sentence - back
        if number < 0:
            break
        if back and setting.page.sentences[number].headline:
            continue
        fading = weight if setting.page.sentences[number].paragraph == paragraph or back == 0 else weight * 0.85
        seen: Counter[str] = Counter()
        for found in setting.founds[number]:
            if found.sense is Sense.ORGANIZATION or (back == 0 and found.start > at and found.sense is Sense.PLACE):
                continue
            code = found.country if found.sense is Sense.PLACE else found.values[0]
            if code is None:
                continue
            value = fading * (0.5 if found.sense is Sense.PLACE else 1.0)
            if back == 0 and found.start > at:
                value *= 0.6
            if code in setting.subjects[number]:
                value *= 1.35
            seen[code] = max(seen[code], value)  # type: ignore[assignment]
        for code, value in seen.items():
            scores[code] += value  # type: ignore[assignment]
    return scores


_VISIT = re.compile(
    r"(?i)\b(?:visit(?:s|ed|ing)?(?: to)?|trip to|travel(?:s|l?ed|l?ing)? to|arriv(?:es|ed|ing|al) in|fl(?:y|ew|ies|ying) to|headed to|heads? to|tour of|went to|received in|guest of|invitation to(?: visit)?)[ \n](?:the )?$"
)


def visited(setting: Setting, figure: Figure) -> set[str]:
    """Countries that the sentences naming the person tell of as visited: seldom the visitor's own."""
    codes = set()
    for candidate in figure.candidates:
        start = setting.page.sentences[candidate.run.sentence].span.start
        for found in setting.founds[candidate.run.sentence]:
            code = found.country if found.sense is Sense.PLACE else found.values[0]
            if code and found.start > candidate.run.end and _VISIT.search(setting.page.clean, max(start, found.start - 30), found.start):
                codes.add(code)
    return codes
