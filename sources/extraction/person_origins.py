"""Whose official somebody is where no country stands beside the name.

Evidence is added up: the sentence and those before it, how much the page speaks of a country, whose page it is, who else holds
such an office, whom the person met. The clearest case is settled first, since each narrows the others down.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from events.vocabulary import Level
from sources.extraction.gazetteer import Gazetteer
from sources.extraction.naming import Sense
from sources.extraction.office_holders import Held
from sources.extraction.page_setting import Setting, is_institution
from sources.extraction.person_candidates import Candidate
from sources.extraction.person_journeys import AND, ENCOUNTER, HEIR, LISTED, OUTWARD, paired, visited
from sources.extraction.person_principals import Named, from_principals, principal_of, settle_counterpart
from sources.extraction.person_slots import slot_of
from sources.extraction.persons import Figure

_LEAST = 1.0  # a country must score this much …
_MARGIN = 0.3  # … and this much more than the next
_ROUNDS = 40  # persons settled one at a time; on a page of more the rest is settled at once …
_LAST_ROUNDS = 3  # … in so many rounds
_REACH = 60  # persons named before and after whose countries bear on somebody's: on most pages all


# Countries whose ministers or heads of the foreign service are called so.
_FOREIGN_SECRETARY = re.compile(r"(?i)^(?:acting |new |former |then-?)?(?:foreign|home) secretary$")
_WITH_FOREIGN_SECRETARIES = ("GB", "IN", "PK", "BD", "LK", "NP", "PH", "MV", "MX")


def infer_origins(setting: Setting, figures: Sequence[Figure], gazetteer: Gazetteer) -> None:
    """Fill in the countries of persons, where the evidence is clear enough."""
    named = Named(figures)
    for figure in figures:
        settle_counterpart(figure, figures, named, setting.helds)
    weighing = _Weighing(setting, figures, gazetteer)
    unsettled = [at for at, f in enumerate(figures) if f.country is None and f.organization is None and (f.held or f.actor)]
    bound = {at: principal for at in unsettled if (principal := principal_of(at, figures, named)) is not None}
    clear: dict[int, tuple[float, str]] = {}  # by person: how clearly which country
    from_principals(figures, bound)
    stale: Iterable[int] = unsettled
    for turn in range(_ROUNDS + _LAST_ROUNDS):
        for at in stale:
            clear.pop(at, None)
            if figures[at].country is None and figures[at].organization is None and at not in bound:
                ranked = sorted(weighing.scores(at).items(), key=lambda item: (-item[1], item[0]))[:2]
                margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0) if ranked else 0.0
                if ranked and ranked[0][1] >= _LEAST and margin >= _MARGIN:
                    clear[at] = margin, ranked[0][0]
        if not clear:
            break
        chosen = [max((margin, -at) for at, (margin, _) in clear.items())] if turn < _ROUNDS else []
        settled = [-at for _, at in chosen] or list(clear)
        for at in settled:
            margin, figures[at].country = clear[at]
            figures[at].sure = min(0.95, 0.7 + margin / 20)
        settled += from_principals(figures, bound)
        stale = [at for at in unsettled if any(weighing.bears_on(other, at) for other in settled)]
    from_principals(figures, bound)


def _is_former(figure: Figure) -> bool:
    """Whether the page tells the office as past."""
    titled = [c for c in figure.candidates if c.office]
    return bool(titled) and all(c.former or re.match(r"(?i)predecessor", c.office.office.title) for c in titled if c.office)


class _Weighing:
    """The evidence for every person: what does not change is weighed once, who shares or must not share a country each time."""

    def __init__(self, setting: Setting, figures: Sequence[Figure], gazetteer: Gazetteer) -> None:
        self._setting, self._figures = setting, figures
        self._slots = [slot_of(figure.held.office) if figure.held else None for figure in figures]
        self._former = [_is_former(figure) for figure in figures]
        self._met, self._beside = self._together()
        self._of_others = self._names_of_others()
        self._unnamed = self._without_names()
        self._homes = {figure.held.home for figure in figures if figure.held and figure.held.home and not figure.held.countries}
        self._base = {at: self._alone(at, gazetteer) for at, figure in enumerate(figures) if figure.country is None}

    def scores(self, at: int) -> dict[str, float]:
        """How much speaks for each country."""
        scores = defaultdict(float, self._base[at])
        figure, slot = self._figures[at], self._slots[at]
        for number in range(max(0, at - _REACH), min(len(self._figures), at + _REACH + 1)):
            other = self._figures[number]
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

    def bears_on(self, other: int, at: int) -> bool:
        """Whether the country of one person says something about another's."""
        return abs(other - at) <= _REACH or other in self._beside.get(at, ())

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
        if figure.held:
            for code, score in _of_title(figure.held, setting):
                scores[code] += score
        for code, times in self._unnamed.get(self._slots[at] or "", {}).items():
            # "The Romanian president" without a name, where the page names no other president of Romania.
            scores[code] += min(2.0, 1.5 * times)
        if any(re.search(r"\b(?:Sen|Rep|Gov)\b", c.run.prename) for c in figure.candidates):
            scores["US"] += 3.0
        # A surname points to a known official only where the page gives no more of the name.
        known = gazetteer.officials.get(" ".join(figure.keys))
        if known and (len(figure.keys) > 1 or setting.shares.get(known) or figure.level in (Level.LEADER, Level.MINISTER)):
            scores[known] += 5.0 if len(figure.keys) > 1 else 3.0
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
                    if paired(text, first, second):
                        met.add(frozenset((at, other)))
                    if first.acts and not second.acts and ENCOUNTER.search(text, first.run.end, second.run.start):
                        met.add(frozenset((at, other)))
                        self._visited_by.add(other)
                    if first.office and second.office and LISTED.fullmatch(text, first.run.end, second.office.office.start):
                        # "King X of A and Crown Prince Y": who is not first follows, unless it is another head.
                        if (
                            not first.office.countries
                            or second.office.office.level is not Level.LEADER
                            or HEIR.search(second.office.office.title)
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

    def _without_names(self) -> dict[str, Counter[str]]:
        """By what a country has once: the countries of those who are told by office alone."""
        own = {c.office.office.start for figure in self._figures for c in figure.candidates if c.office}
        told: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in self._setting.helds:
            for held in row:
                alone = held.definite and not held.office.plural and not held.taken_by_next and held.office.start not in own
                if alone and len(held.countries) == 1 and not held.organizations and (slot := slot_of(held.office)):
                    told[slot][held.countries[0]] += 1
        return told

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
        postings = {
            held.posting
            for held in setting.helds[sentence]
            if held.posting and held.office.start != own and _RESIDENT.match(held.office.head)
        }
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
                    outward = OUTWARD.search(text, max(sentences[number].span.start, found.start - 30), found.start)
                    if (found.start, found.end) in postings:
                        value *= 1.6  # who receives "the ambassador of A to B" is of B
                    elif (found.start, found.end) in others:
                        value *= -0.3 if ENCOUNTER.search(text, *sentences[number].span) else 0.6
                    elif AND.fullmatch(text, found.end, at) or (outward and candidate.acts and found.start > at):
                        value *= -0.5
                    elif found.start > at:
                        value *= 0.5
                seen[code] = max(seen.get(code, value), value)
            for code, value in seen.items():
                scores[code] += value
        return scores


_RESIDENT = re.compile(r"ambassador|high commissioner|consul|charg")  # who lives where they are sent


def _of_title(held: Held, setting: Setting) -> Iterator[tuple[str, float]]:
    """The countries that the title alone suggests."""
    if held.home:
        yield held.home, 4.0
    if _FOREIGN_SECRETARY.match(held.office.title):
        for code in [code for code in _WITH_FOREIGN_SECRETARIES if setting.shares.get(code)] or ["GB"]:
            yield code, 3.0
