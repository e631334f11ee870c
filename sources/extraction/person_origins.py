"""Whose official somebody is where no country stands beside the name: from the sentence, what went before, and who else holds such an office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.vocabulary import Level
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.mentions import Page
from sources.extraction.naming import Found, Sense
from sources.extraction.office_holders import Held
from sources.extraction.offices import Office
from sources.extraction.person_candidates import Candidate
from sources.extraction.persons import Figure

_LEAST = 1.0  # a country must score this much …
_MARGIN = 0.3  # … and this much more than the next
_GOVERNMENT_SITE = re.compile(r"https?://[\w.-]*\b(?:gov|gouv|gob|govt|mil|mfa|mea|whitehouse|kremlin|state)\.(?:[\w.]{2,20})?/?|https?://(?:[\w-]+\.){1,4}(?:gov|mil)/")
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
    official: bool = False  # the publisher is a government
    helds: Sequence[Sequence[Held]] = ()

    def counterparts(self, figure: Figure) -> set[str]:
        """Countries of the "counterparts" that sentences naming the person tell of: not the person's own."""
        return {
            code
            for candidate in figure.candidates
            for held in self.helds[candidate.run.sentence]
            if held.office.counterpart and held.pronoun and held.pronoun[0] > candidate.run.end and candidate.acts
            for code in held.countries
        }


def describe(page: Page, founds: Sequence[Sequence[Found]], helds: Sequence[Sequence[Held]], gazetteer: Gazetteer) -> Setting:
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
                shares[found.country] += 0.5 + 0.5 * _is_institution(page, found)  # type: ignore[assignment]
        subjects.append(frozenset(inside))
    home = home_of(page, gazetteer)
    # The closing mark of American press releases, where the text speaks of the United States as well.
    if home is None and shares["US"] and page.clean.rstrip()[-40:].rstrip().endswith("###"):
        return Setting(page, founds, subjects, shares, "US", True, helds)
    official = bool(_GOVERNMENT_SITE.search((page.given.url or "") + " " + page.text[:1500]))
    return Setting(page, founds, subjects, shares, home, official, helds)


def _is_institution(page: Page, found: Found) -> bool:
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


_NEWSPAPER = re.compile(r"\b(?:[A-Z][a-z]+ ){1,2}(?:Post|Times|Globe|Herald|Star|Inquirer|Tribune|Daily|Mail|Telegraph|Gazette|Chronicle|Journal)\b")
_HOST = re.compile(r"https?://(?:www\.)?(?:the)?([a-z]{5,30})\.")


def _newspapers(page: Page) -> list[str]:
    """Names of newspapers in the furniture around the article: usually the page's own."""
    spans = [sentence.span for sentence in page.sentences]
    names = [m.group() for m in _NEWSPAPER.finditer(page.text[:200_000]) if not any(s.start <= m.start() < s.end for s in spans)]
    host = _HOST.search(page.given.url or page.text[:3000])
    if host:
        words = re.sub(r"(post|times|globe|herald|star|tribune|daily|mail|telegraph|gazette|chronicle|journal|today|news)$", r" \1", host[1])
        names.append(words.title())
    return names[:5]


_SLOTS = (
    (re.compile(r"(?i)\bvice[ -]?president"), "vice president"),
    (re.compile(r"(?i)\bdeputy (?:prime|premier)"), "deputy premier"),
    (re.compile(r"(?i)prime minister|\bpm\b|\bpremier\b|\bchancellor\b|taoiseach"), "premier"),
    (re.compile(r"(?i)\bpresident\b"), "president"),
    (re.compile(r"(?i)\b(?:king|queen|emir|amir|sultan|supreme leader|monarch|pope)\b"), "throne"),
    (re.compile(r"(?i)national security advis"), "security adviser"),
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
    bound = {id(figure): principal for figure in figures if (principal := _principal(figure, figures))}
    open_figures = [f for f in figures if f.country is None and f.organization is None and (f.held or f.actor)]
    # Each country that is settled narrows the others down, so the clearest case goes first, again and again.
    for _ in range(len(open_figures)):
        _from_principals(open_figures, bound)
        best: tuple[float, Figure, str] | None = None
        for figure in open_figures:
            if figure.country is not None or figure.organization is not None or id(figure) in bound:
                continue
            ranked = _scores(setting, figure, figures, gazetteer).most_common(2)
            if not ranked or ranked[0][1] < _LEAST:
                continue
            margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
            if margin >= _MARGIN and (best is None or margin > best[0]):
                best = (margin, figure, ranked[0][0])
        if best is None:
            break
        best[1].country = best[2]
        best[1].sure = min(0.95, 0.7 + best[0] / 20)
    _from_principals(open_figures, bound)


def _is_former(figure: Figure) -> bool:
    """Whether the page tells the office as past."""
    titled = [c for c in figure.candidates if c.office]
    return bool(titled) and all(c.former or re.match(r"(?i)predecessor", c.office.office.title) for c in titled if c.office)


def _principal(figure: Figure, figures: Sequence[Figure]) -> Figure | None:
    """Whose aide somebody is: "X's spokesman", "adviser to X", "his predecessor" (then the person named last before)."""
    for candidate in figure.candidates:
        held = candidate.office
        if held is None or held.countries or held.organizations or held.office.counterpart:
            continue
        if held.possessor:
            start, end = held.possessor
            for other in figures:
                if other is not figure and any(c.run.start < end and start < c.run.end for c in other.candidates):
                    return other
        if held.pronoun and held.pronoun[0] < candidate.run.start:
            before = [(c.run.start, i) for i, other in enumerate(figures) if other is not figure for c in other.candidates if c.run.end <= held.pronoun[0]]
            if before:
                return figures[max(before)[1]]
    return None


def _from_principals(open_figures: Sequence[Figure], bound: Mapping[int, Figure]) -> None:
    for figure in open_figures:
        principal = bound.get(id(figure))
        if principal and figure.country is None and figure.organization is None:
            figure.country, figure.organization = principal.country, principal.organization


def _scores(setting: Setting, figure: Figure, figures: Sequence[Figure], gazetteer: Gazetteer) -> Counter[str]:
    scores: Counter[str] = Counter()
    told = [c for c in figure.candidates if not setting.page.sentences[c.run.sentence].headline]
    weights = [(candidate, 1.0 if candidate.office else 0.5) for candidate in told[:6]]
    whole = sum(weight for _, weight in weights) or 1.0
    for candidate, weight in weights:
        for code, score in _around(setting, candidate, figures).items():
            scores[code] += score * weight / whole  # type: ignore[assignment]
    total = sum(setting.shares.values())
    for code, count in setting.shares.items():
        scores[code] += 2.0 * count / total  # type: ignore[assignment]
    if figure.held and figure.held.home:
        scores[figure.held.home] += 4.0  # type: ignore[assignment]
    if any(re.search(r"\b(?:Sen|Rep|Gov)\b", c.run.prename) for c in figure.candidates):
        scores["US"] += 3.0  # type: ignore[assignment]
    known = gazetteer.officials.get(" ".join(figure.keys)) or gazetteer.officials.get(figure.keys[-1])
    if known:
        scores[known] += 3.0  # type: ignore[assignment]
    if figure.held:
        for code in {setting.home} if setting.home else _domestic(figure, figures):
            # A page leaves the country out with officials of its own; a government's site always does.
            scores[code] += 4.0 if setting.official else 2.0  # type: ignore[assignment]
            # Of two who might both be its own, the one who is told of first and acts.
            scores[code] += 0.6 if figure.candidates[0].acts else 0.0  # type: ignore[assignment]
            if any(_met(setting, other, figure, one_way=True) for other in figures if other is not figure):
                scores[code] -= 2.5  # type: ignore[assignment]
    slot = slot_of(figure.held.office) if figure.held else None
    former = _is_former(figure)
    for other in figures:
        if other is figure or other.country is None:
            continue
        if other.held and slot and slot_of(other.held.office) == slot and not (former or _is_former(other)):
            scores[other.country] -= 6.0  # type: ignore[assignment]
        elif other.level is Level.LEADER and other.keys[-1] != figure.keys[-1] and not former and (figure.level is Level.LEADER or figure.held is None):
            # A country sends one leader at a time; a page that tells of two usually says so. Deputies go with their principals.
            if not other.held or slot_of(other.held.office) != "vice president" != slot:
                vague = slot in {None, "leader"} or (other.held is not None and slot_of(other.held.office) == "leader")
                scores[other.country] -= 2.5 if vague and slot else 1.5 if vague else 0.8  # type: ignore[assignment]
        if other.keys[-1] == figure.keys[-1] and len(other.keys) > 1:
            scores[other.country] += 1.5  # type: ignore[assignment]  # families share a country
        if _met(setting, figure, other):
            scores[other.country] -= 2.0  # type: ignore[assignment]
    for code in setting.counterparts(figure):
        scores[code] -= 3.0  # type: ignore[assignment]
    for code in _beside(setting, figure, figures):
        scores[code] += 1.5  # type: ignore[assignment]
    for code in visited(setting, figure):
        scores[code] -= 3.0  # type: ignore[assignment]
    return scores


_AND = re.compile(r"[ \n]{1,2}and[ \n]{1,2}(?:the |Mr\.? |Mrs\.? |Ms\.? ){0,2}")
_OUTWARD = re.compile(r"(?i)\b(?:with|on|against|to|toward|towards|in|for|from|at|into|visit|visits|visited|urged|warned|told|thanked|invited|accused)[ \n]{1,2}(?:the[ \n])?(?:[\w-]+[ \n]){0,1}$")


def _around(setting: Setting, candidate: Candidate, figures: Sequence[Figure]) -> Counter[str]:
    """Scores of the countries in the name's sentence and in the two before it."""
    scores: Counter[str] = Counter()
    sentence, at = candidate.run.sentence, candidate.run.start
    text, sentences = setting.page.clean, setting.page.sentences
    others = _of_others(candidate, figures)
    for back, weight in ((0, 2.0), (1, 1.3), (2, 0.8)):
        number = sentence - back
        if number < 0:
            break
        if back and sentences[number].headline:
            continue
        fading = weight * (0.85 if sentences[number].paragraph != sentences[sentence].paragraph else 1.0)
        seen: dict[str, float] = {}
        for found in setting.founds[number]:
            code = found.country if found.sense is Sense.PLACE else found.values[0]
            if found.sense is Sense.ORGANIZATION or code is None:
                continue
            value = fading * (0.4 if found.sense is Sense.PLACE and not _is_institution(setting.page, found) else 1.0)
            if code in setting.subjects[number]:
                value *= 1.35
            if back == 0:
                outward = _OUTWARD.search(text, max(sentences[number].span.start, found.start - 30), found.start)
                if (found.start, found.end) in others:
                    value *= -0.3 if _ENCOUNTER.search(text, *sentences[number].span) else 0.6
                elif _AND.fullmatch(text, found.end, at):
                    value *= -0.5
                elif outward and candidate.acts and found.start > at:
                    value *= -0.5
                elif found.start > at:
                    value *= 0.5
            seen[code] = max(seen.get(code, value), value)
        for code, value in seen.items():
            scores[code] += value  # type: ignore[assignment]
    return scores


def _of_others(candidate: Candidate, figures: Sequence[Figure]) -> set[tuple[int, int]]:
    """The countries' names that stand with somebody else's office in the same sentence."""
    return {
        span
        for figure in figures
        for other in figure.candidates
        if other is not candidate and other.office and other.run.sentence == candidate.run.sentence and other.office is not candidate.office
        for span in other.office.names
    }


def _domestic(figure: Figure, figures: Sequence[Figure]) -> set[str]:
    """Countries of which the page names other officials without saying so: the publisher's own, it seems."""
    return {other.held.home for other in figures if other is not figure and other.held and other.held.home and not other.held.countries}


_ENCOUNTER = re.compile(r"(?i)\b(?:met|meets?|meeting|talks|call(?:ed)?|spoke|speaks?|told|tells|host(?:s|ed)|received|receives|welcom(?:es|ed)|counterpart|summit)\b")


def _met(setting: Setting, figure: Figure, other: Figure, one_way: bool = False) -> bool:
    """Whether a sentence tells that one of the two met or called the other: they then seldom share a country."""
    for first, second in ((figure, other),) if one_way else ((figure, other), (other, figure)):
        acting = {(c.run.sentence, c.run.end) for c in first.candidates if c.acts}
        for candidate in second.candidates:
            for sentence, end in acting:
                if (
                    sentence == candidate.run.sentence
                    and end < candidate.run.start
                    and not candidate.acts
                    and _ENCOUNTER.search(setting.page.clean, end, candidate.run.start)
                ):
                    return True
    return False


def _beside(setting: Setting, figure: Figure, figures: Sequence[Figure]) -> set[str]:
    """Countries that the titles of persons named in one breath suggest: "Vice President X and Secretary of State Y"."""
    codes = set()
    for candidate in figure.candidates:
        for other in figures:
            for near in other.candidates:
                if other is figure or near.run.sentence != candidate.run.sentence or not near.office or near.office.countries or not candidate.office:
                    continue
                first, second = sorted((candidate, near), key=lambda c: c.run.start)
                if second.office and re.fullmatch(r"[ \n]{0,2},?[ \n]{1,2}and[ \n]{1,2}|,[ \n]{1,2}", setting.page.clean[first.run.end : second.office.start]):
                    code = other.country or near.office.home
                    if code:
                        codes.add(code)
    return codes


_VISIT = re.compile(
    r"(?i)\b(?:visit(?:s|ed|ing)?(?: to)?|trip to|travel(?:s|l?ed|l?ing)? to|arriv(?:es|ed|ing|al) in|fl(?:y|ew|ies|ying) to|headed to|heads? to|go(?:es|ing)? to|stop(?:ping|ped)? in|tour of|went to|received in|guest of|invitation to(?: visit)?)[ \n](?:the )?$"
)


def visited(setting: Setting, figure: Figure) -> set[str]:
    """Countries that the sentences naming the person tell of as visited: seldom the visitor's own."""
    codes = set()
    for candidate in [candidate for candidate in figure.candidates if candidate.acts]:
        start = setting.page.sentences[candidate.run.sentence].span.start
        for found in setting.founds[candidate.run.sentence]:
            code = found.country if found.sense is Sense.PLACE else found.values[0]
            if code and found.start > candidate.run.end and _VISIT.search(setting.page.clean, max(start, found.start - 30), found.start):
                codes.add(code)
    return codes
