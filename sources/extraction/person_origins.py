"""Whose official somebody is where no country stands beside the name.

Evidence is added up: the sentence and those before it, how much the page speaks of a country, whose page it is, who else holds
such an office, whom the person met. The clearest case is settled first, since each narrows the others down.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from events.vocabulary import Level
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.naming import Sense
from sources.extraction.offices import Office
from sources.extraction.page_setting import Setting, is_institution
from sources.extraction.person_candidates import Candidate
from sources.extraction.persons import Figure

_LEAST = 1.0  # a country must score this much …
_MARGIN = 0.3  # … and this much more than the next
_ROUNDS = 40  # persons settled one at a time; on a page of more the rest is settled at once


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
    if office.level is Level.OFFICIAL:
        # "Assistant to the President" is no president.
        return "security adviser" if "national security advis" in office.title.lower() else None
    for pattern, slot in _SLOTS:
        if pattern.search(office.title):
            return slot
    if office.level is Level.MINISTER and office.portfolios:
        return f"minister of {office.portfolios[0]}"
    return None


def infer_origins(setting: Setting, figures: Sequence[Figure], gazetteer: Gazetteer) -> None:
    """Fill in the countries of persons, where the evidence is clear enough."""
    for figure in figures:
        _settle_counterpart(figure, figures)
    weighing = _Weighing(setting, figures, gazetteer)
    bound = {at: principal for at, figure in enumerate(figures) if (principal := _principal(figure, figures))}
    unsettled = [at for at, f in enumerate(figures) if f.country is None and f.organization is None and (f.held or f.actor)]
    for turn in range(len(unsettled)):
        _from_principals(figures, unsettled, bound)
        clear: list[tuple[float, int, str]] = []
        for at in unsettled:
            if figures[at].country is not None or figures[at].organization is not None or at in bound:
                continue
            ranked = sorted(weighing.scores(at).items(), key=lambda item: (-item[1], item[0]))[:2]
            margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0) if ranked else 0.0
            if ranked and ranked[0][1] >= _LEAST and margin >= _MARGIN:
                clear.append((margin, -at, ranked[0][0]))
        if not clear:
            break
        for margin, at, code in [max(clear)] if turn < _ROUNDS else clear:
            figures[-at].country = code
            figures[-at].sure = min(0.95, 0.7 + margin / 20)
    _from_principals(figures, unsettled, bound)


def _is_former(figure: Figure) -> bool:
    """Whether the page tells the office as past."""
    titled = [c for c in figure.candidates if c.office]
    return bool(titled) and all(c.former or re.match(r"(?i)predecessor", c.office.office.title) for c in titled if c.office)


def _settle_counterpart(figure: Figure, figures: Sequence[Figure]) -> None:
    """ "His Syrian counterpart X": X holds the office of whoever "his" means, the person with an office named last before."""
    held = figure.held
    if held is None or not held.office.counterpart:
        return
    at = held.pronoun[0] if held.pronoun else held.start
    before = [
        (c.run.start, number)
        for number, other in enumerate(figures)
        if other is not figure and other.held and not other.held.office.counterpart
        for c in other.candidates
        if c.run.end <= at and (held.pronoun is None or c.acts or c.office)
    ]
    if before and (like := figures[max(before)[1]].held):
        held.office = replace(held.office, title=like.office.title, level=like.office.level, portfolios=like.office.portfolios)


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
            before = [
                (c.run.start, i)
                for i, other in enumerate(figures)
                if other is not figure
                for c in other.candidates
                if c.run.end <= held.pronoun[0]
            ]
            if before:
                return figures[max(before)[1]]
    return None


def _from_principals(figures: Sequence[Figure], unsettled: Sequence[int], bound: Mapping[int, Figure]) -> None:
    for at in unsettled:
        figure, principal = figures[at], bound.get(at)
        if principal and figure.country is None and figure.organization is None:
            figure.country, figure.organization = principal.country, principal.organization


class _Weighing:
    """The evidence for every person: what does not change is weighed once, who shares or must not share a country each time."""

    def __init__(self, setting: Setting, figures: Sequence[Figure], gazetteer: Gazetteer) -> None:
        self._setting, self._figures = setting, figures
        self._slots = [slot_of(figure.held.office) if figure.held else None for figure in figures]
        self._former = [_is_former(figure) for figure in figures]
        self._met, self._beside = self._together()
        self._of_others = self._names_of_others()
        self._homes = {figure.held.home for figure in figures if figure.held and figure.held.home and not figure.held.countries}
        self._base = {at: self._alone(at, gazetteer) for at, figure in enumerate(figures) if figure.country is None}

    def scores(self, at: int) -> dict[str, float]:
        """How much speaks for each country."""
        scores = defaultdict(float, self._base[at])
        figure, slot = self._figures[at], self._slots[at]
        for number, other in enumerate(self._figures):
            if number == at or other.country is None:
                continue
            family = other.keys[-1] == figure.keys[-1]
            if slot and self._slots[number] == slot and not (self._former[at] or self._former[number]):
                scores[other.country] -= 6.0
            elif not family and not self._former[at] and figure.level in (Level.LEADER, None) and other.level is Level.LEADER:
                scores[other.country] -= self._crowding(slot, self._slots[number])
            if family and len(other.keys) > 1:
                scores[other.country] += 1.5
            if frozenset((at, number)) in self._met:
                # With offices they may be of one government; bare names that meet seldom are.
                scores[other.country] -= 2.0 if figure.held else 3.5
        for number in self._beside.get(at, ()):
            near = self._figures[number]
            code = near.country or (near.held.home if near.held else None)
            if code:
                scores[code] += 1.5
        return scores

    @staticmethod
    def _crowding(slot: str | None, other: str | None) -> float:
        """A country sends one leader at a time; a page that tells of two usually says so. Deputies go with their principals."""
        if other == "vice president" and slot != other:
            return 0.0
        vague = slot in {None, "leader"} or other == "leader"
        return (2.5 if slot else 1.5) if vague else 0.8

    def _alone(self, at: int, gazetteer: Gazetteer) -> dict[str, float]:
        figure, setting = self._figures[at], self._setting
        scores: defaultdict[str, float] = defaultdict(float)
        told = [c for c in figure.candidates if not setting.page.sentences[c.run.sentence].headline][:6]
        whole = sum(1.0 if candidate.office else 0.5 for candidate in told) or 1.0
        for candidate in told:
            for code, score in self._around(candidate).items():
                scores[code] += score * (1.0 if candidate.office else 0.5) / whole
        total = sum(setting.shares.values())
        for code, count in setting.shares.items():
            scores[code] += 2.0 * count / total
        if figure.held and figure.held.home:
            scores[figure.held.home] += 4.0
        if any(re.search(r"\b(?:Sen|Rep|Gov)\b", c.run.prename) for c in figure.candidates):
            scores["US"] += 3.0
        # A surname points to a known official only where the page gives no more of the name.
        known = gazetteer.officials.get(" ".join(figure.keys))
        if known:
            scores[known] += 3.0
        if figure.held or any(c.run.honoured for c in figure.candidates):
            for code in {setting.home} if setting.home else self._homes:
                # A page leaves the country out with officials of its own; a government's site always does.
                # Of two who might both be its own, it is the one who acts, and not whom that one meets.
                scores[code] += (4.0 if setting.official else 2.0) + 0.6 * figure.candidates[0].acts
                scores[code] -= 2.5 if at in self._visited_by else 0.0
        for posted in {c.office.posted for c in figure.candidates if c.office and c.office.posted}:
            scores[posted] -= 4.0
        for code in self._counterparts(figure):
            scores[code] -= 3.0
        for code in visited(setting, figure):
            scores[code] -= 3.0
        return scores

    def _together(self) -> tuple[set[frozenset[int]], dict[int, set[int]]]:
        """Who met whom, and who is named in one breath with whom, by sentences that name both."""
        rows: defaultdict[int, list[tuple[int, Candidate]]] = defaultdict(list)
        for at, figure in enumerate(self._figures):
            for candidate in figure.candidates:
                rows[candidate.run.sentence].append((at, candidate))
        met: set[frozenset[int]] = set()
        beside: defaultdict[int, set[int]] = defaultdict(set)
        self._visited_by: set[int] = set()
        text = self._setting.page.clean
        for row in rows.values():
            row = sorted(row, key=lambda item: item[1].run.start)[:30]
            for place, (at, first) in enumerate(row):
                for other, second in row[place + 1 :]:
                    if at == other:
                        continue
                    if first.acts and not second.acts and _ENCOUNTER.search(text, first.run.end, second.run.start):
                        met.add(frozenset((at, other)))
                        self._visited_by.add(other)
                    if first.office and second.office and _LISTED.fullmatch(text, first.run.end, second.office.office.start):
                        # "King X of A and Crown Prince Y": who is not first follows, unless it is another head.
                        if (
                            not first.office.countries
                            or second.office.office.level is not Level.LEADER
                            or _HEIR.search(second.office.office.title)
                        ):
                            beside[other].add(at)
                        if not second.office.countries:
                            beside[at].add(other)
        return met, beside

    def _names_of_others(self) -> dict[int, list[tuple[int, tuple[int, int]]]]:
        """By sentence: where countries stand with somebody's office, and that office's start."""
        spans: defaultdict[int, list[tuple[int, tuple[int, int]]]] = defaultdict(list)
        for figure in self._figures:
            for candidate in figure.candidates:
                if candidate.office:
                    spans[candidate.run.sentence] += [(candidate.office.office.start, span) for span in candidate.office.names]
        return spans

    def _counterparts(self, figure: Figure) -> set[str]:
        """Countries of the "counterparts" that sentences naming the person tell of: not the person's own."""
        return {
            code
            for candidate in figure.candidates
            for held in self._setting.helds[candidate.run.sentence]
            if held.office.counterpart and held.pronoun and held.pronoun[0] > candidate.run.end and candidate.acts
            for code in held.countries
        }

    def _around(self, candidate: Candidate) -> dict[str, float]:
        """Scores of the countries in the name's sentence and in the two before it."""
        setting = self._setting
        scores: defaultdict[str, float] = defaultdict(float)
        sentence, at = candidate.run.sentence, candidate.run.start
        text, sentences = setting.page.clean, setting.page.sentences
        own = candidate.office.office.start if candidate.office else -1
        others = {span for start, span in self._of_others.get(sentence, ()) if start != own}
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
                value = fading * (0.4 if found.sense is Sense.PLACE and not is_institution(setting.page, found) else 1.0)
                if code in setting.subjects[number]:
                    value *= 1.35
                if back == 0:
                    outward = _OUTWARD.search(text, max(sentences[number].span.start, found.start - 30), found.start)
                    if (found.start, found.end) in others:
                        value *= -0.3 if _ENCOUNTER.search(text, *sentences[number].span) else 0.6
                    elif _AND.fullmatch(text, found.end, at) or (outward and candidate.acts and found.start > at):
                        value *= -0.5
                    elif found.start > at:
                        value *= 0.5
                seen[code] = max(seen.get(code, value), value)
            for code, value in seen.items():
                scores[code] += value
        return scores


_AND = re.compile(r"[ \n]{1,2}and[ \n]{1,2}(?:the |Mr\.? |Mrs\.? |Ms\.? ){0,2}")
_OUTWARD = re.compile(
    r"(?i)\b(?:with|on|against|to|toward|towards|in|for|from|at|into|visit|visits|visited|urged|warned|told|thanked"
    r"|invited|accused)[ \n]{1,2}(?:the[ \n])?(?:[\w-]+[ \n]){0,1}$"
)


_ENCOUNTER = re.compile(
    r"(?i)\b(?:met|meets?|meeting|talks|call(?:ed)?|spoke|speaks?|told|tells|host(?:s|ed)|received|receives"
    r"|welcom(?:es|ed)|summon(?:s|ed)|counterpart|summit)\b"
)


_HEIR = re.compile(r"(?i)crown prince|vice|deputy|first lady")
_LISTED = re.compile(r"[ ]{0,2},?[ ]{1,2}and[ ]{1,2}|,[ ]{1,2}")
_VISIT = re.compile(
    r"(?i)\b(?:visit(?:s|ed|ing)?(?: to)?|trip to|travel(?:s|l?ed|l?ing)? to|arriv(?:es|ed|ing|al) in|fl(?:y|ew|ies"
    r"|ying) to|headed to|heads? to|go(?:es|ing)? to|stop(?:ping|ped)? in|tour of|went to|received in|guest of"
    r"|invitation to(?: visit)?)[ \n](?:the )?$"
)


def visited(setting: Setting, figure: Figure) -> set[str]:
    """Countries that the sentences naming the person tell of as visited: seldom the visitor's own."""
    codes = set()
    for candidate in [candidate for candidate in figure.candidates if candidate.acts]:
        start = setting.page.sentences[candidate.run.sentence].span.start
        for found in setting.founds[candidate.run.sentence]:
            code = found.country if found.sense is Sense.PLACE else found.values[0]
            if (
                code
                and found.start > candidate.run.end
                and _VISIT.search(setting.page.clean, max(start, found.start - 30), found.start)
            ):
                codes.add(code)
    return codes
