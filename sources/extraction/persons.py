"""Persons of the page: candidates that mean the same one gathered, named by their fullest form, judged whether they act."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from events.vocabulary import Level
from sources.extraction.mentions import How, Page, PersonMention
from sources.extraction.naming import Found
from sources.extraction.office_holders import Held
from sources.extraction.person_acting import acts
from sources.extraction.person_candidates import Candidate, find_candidates
from sources.extraction.person_genders import WOMEN, gender_of
from sources.extraction.reading import Person, Span

_RANKED = re.compile(r"\b(?:Sen|Rep|Gen|Lt|Col|Maj|Adm|Gov|Amb|General|Admiral|Colonel|Ayatollah)\b")
_RANK_TITLE = {
    "Sen": "Senator",
    "Rep": "Representative",
    "Gen": "General",
    "Gov": "Governor",
    "Amb": "Ambassador",
    "Adm": "Admiral",
    "Col": "Colonel",
}


@dataclass(slots=True)
class Figure:
    """One person of the page while it is being read."""

    candidates: list[Candidate] = field(default_factory=list)
    keys: tuple[str, ...] = ()
    all_keys: set[str] = field(default_factory=set)
    country: str | None = None
    organization: str | None = None
    held: Held | None = None
    actor: bool = True
    sure: float = 1.0
    gender: str | None = None  # "m" or "f" where the text tells it

    @property
    def full(self) -> Candidate:
        """The candidate with the fullest form of the name, the first of equals."""
        return max(self.candidates, key=lambda c: (len(c.keys), _letters(c.name), -c.run.start))

    @property
    def level(self) -> Level | None:
        return self.held.office.level if self.held else None


def _letters(name: str) -> int:
    """More words, initials and nicknames are fuller; capitals alone are not."""
    return len(name.split())


def gather(
    page: Page,
    founds: Sequence[Sequence[Found]],
    helds: Sequence[Sequence[Held]],
    officials: Mapping[str, str] = MappingProxyType({}),
) -> list[Figure]:
    """The persons that running text and captions name, in the order of their first mention.

    `officials`: full names known to hold office (words in small plain letters), with their country.
    """
    candidates = find_candidates(page, founds, helds)
    known = _Known()
    singles: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-len(c.keys), c.run.start)):
        if len(candidate.keys) == 1:
            singles.append(candidate)
        elif candidate.strong or candidate.parsed or _is_known(candidate, officials) or known.fit(candidate):
            known.join(candidate)
    namesakes = _earlier_namesakes(known, singles)
    alone = _standing_alone(singles)
    for candidate in sorted(singles, key=lambda c: (not c.strong, c.run.start)):
        key = candidate.keys[0]
        if key in namesakes:
            own = next((f for f in known.holding(key) if f.keys == candidate.keys), None)
            if own:
                own.candidates.append(candidate)
            else:
                known.add(candidate)
        elif known.fit(candidate) or candidate.strong or key in alone:
            known.join(candidate)
    figures = known.figures
    for figure in figures:
        figure.candidates.sort(key=lambda c: c.run.start)
    figures.sort(key=lambda f: f.candidates[0].run.start)
    figures = _merge_spellings(figures)
    for figure in figures:
        _settle(figure, officials)
    return figures


def _is_known(candidate: Candidate, officials: Mapping[str, str]) -> bool:
    """Whether the whole name is an official's, or the surname is and the name acts: "Aleksandr" for "Alexander"."""
    return " ".join(candidate.keys) in officials or ((candidate.acts or candidate.human) and candidate.keys[-1] in officials)


class _Known:
    """The persons gathered so far, found by the words of their names."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self._by_key: dict[str, list[Figure]] = {}

    def holding(self, key: str) -> Sequence[Figure]:
        """Everybody whose name holds the word."""
        return self._by_key.get(key, ())

    def add(self, candidate: Candidate) -> None:
        figure = Figure([candidate], candidate.keys, set(candidate.keys))
        self.figures.append(figure)
        for key in figure.all_keys:
            self._by_key.setdefault(key, []).append(figure)

    def fit(self, candidate: Candidate) -> Figure | None:
        """The person whose name holds all words of the candidate; of several the one last named before it."""
        fits = [figure for figure in self.holding(candidate.keys[0]) if set(candidate.keys) <= figure.all_keys]
        if len(candidate.keys) == 1:
            last = [figure for figure in fits if candidate.keys[0] in (figure.keys[-1], figure.keys[0])]
            surname = [figure for figure in last if candidate.keys[0] == figure.keys[-1]]
            fits = [figure for figure in surname or last or fits if not _another_throne(candidate, figure)]
            if candidate.office and len(fits) > 1:
                head = candidate.office.office.head
                fits = [f for f in fits if any(c.office and c.office.office.head == head for c in f.candidates)] or fits
        if len(fits) < 2:
            return fits[0] if fits else None

        def distance(figure: Figure) -> tuple[bool, int]:
            gaps = [candidate.run.start - c.run.start for c in figure.candidates]
            before = [gap for gap in gaps if gap >= 0]
            return (not before, min(before) if before else min(-gap for gap in gaps))

        return min(fits, key=distance)

    def join(self, candidate: Candidate) -> None:
        """Add the candidate to the person whom it fits, or as a new one."""
        known = self.fit(candidate)
        if known and not (candidate.country and len(candidate.keys) == 1 and _elsewhere(candidate, known)):
            known.candidates.append(candidate)
        else:
            self.add(candidate)


def _earlier_namesakes(known: _Known, singles: Sequence[Candidate]) -> set[str]:
    """Surnames introduced with an office, and apart from it a full name that never has it: "President X", his wife "Y X"."""
    apart = set()
    titled: dict[str, list[Candidate]] = {}
    for single in singles:
        if single.office:
            titled.setdefault(single.keys[0], []).append(single)
    for key, candidates in titled.items():
        fits = [figure for figure in known.holding(key) if figure.keys[-1] == key]
        first = candidates[0].run.start
        heads = {c.office.office.head for c in candidates if c.office}
        if (
            fits
            and any(c.strong for c in candidates)
            and all(
                f.candidates[0].run.start > first
                and (f.keys[0] in WOMEN or "lady" in str(f.candidates[0].office))
                # The surname never carries the title that the full name has.
                and not any(c.office and c.office.office.head in heads for c in f.candidates)
                for f in fits
            )
        ):
            apart.add(key)
    return apart


def _another_throne(candidate: Candidate, figure: Figure) -> bool:
    """ "King X" is not the Prince Y bin X of the same page."""
    heads = {c.office.office.head for c in figure.candidates if c.office}
    return candidate.office is not None and candidate.office.office.head in _THRONES and bool(heads) and not heads & _THRONES


_THRONES = frozenset({"king", "queen", "emir", "sultan", "emperor", "pope", "pontiff", "monarch"})


def _elsewhere(candidate: Candidate, figure: Figure) -> bool:
    """Whether the text gives a namesake another country, by an office beside both."""
    told = {c.country for c in figure.candidates if c.country and c.office}
    return bool(told) and bool(candidate.office) and candidate.country not in told


def _standing_alone(singles: Sequence[Candidate]) -> set[str]:
    """Single names that without a title mean a person: the model says so, they act, and they come back."""
    times: Counter[str] = Counter()
    parsed: Counter[str] = Counter()
    human = set()
    for single in singles:
        key = single.keys[0]
        times[key] += 1
        parsed[key] += single.parsed
        if single.human:
            human.add(key)
    return {key for key in human if parsed[key] * 2 > times[key]}


def _merge_spellings(figures: Sequence[Figure]) -> list[Figure]:
    """Full names of one surname whose first names begin alike are one person: "Mike" and "Michael", "Abd" and "Abed"."""
    kept: list[Figure] = []
    alike: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        like = (figure.keys[-1], figure.keys[0][:2])
        first = alike.get(like) if len(figure.keys) > 1 else None
        if first:
            first.candidates.extend(figure.candidates)
            first.candidates.sort(key=lambda c: c.run.start)
            first.all_keys |= figure.all_keys
            continue
        if len(figure.keys) > 1:
            alike[like] = figure
        kept.append(figure)
    return kept


def _settle(figure: Figure, officials: Mapping[str, str]) -> None:
    """Office, country and part of a person from its candidates."""
    offices = [c for c in figure.candidates if c.office]
    figure.keys = figure.full.keys
    present = [c for c in offices if not c.former] or offices
    figure.held = next((c.office for c in present if not (c.office and c.office.office.counterpart)), None) or (
        present[0].office if present else None
    )
    figure.country = next((c.country for c in figure.candidates if c.country), None)
    if figure.held and figure.held.organizations and not figure.held.countries:
        figure.country = None  # of the organization, whatever else stands near
    if figure.country is None:
        figure.organization = next((c.organization for c in figure.candidates if c.organization), None)
    known = len(figure.keys) > 1 and " ".join(figure.keys) in officials
    figure.actor = acts(figure) or (known and not any(c.outsider for c in figure.candidates))
    figure.gender = gender_of(figure)


def as_person(page: Page, figure: Figure) -> Person:
    """The person as the reading hands it on."""
    full = figure.full
    role, role_span = None, None
    if figure.held:
        role = re.sub(
            r"(?i)^(?:current|embattled|visiting|exiled|newly elected|new|longtime|long-time|veteran|fellow) ",
            "",
            figure.held.office.title,
        )
        role_span = Span(figure.held.office.start, figure.held.office.end)
    else:
        ranked = next((m[0] for c in figure.candidates if (m := _RANKED.search(c.run.prename))), None)
        role = _RANK_TITLE.get(ranked, ranked) if ranked else None
    return Person(
        name=" ".join(page.clean[full.run.start : full.run.end].split()),
        span=Span(full.run.start, full.run.end),
        country=figure.country,
        organization=figure.organization,
        role=role,
        role_span=role_span,
        actor=figure.actor,
        confidence=round(_confidence(figure), 2),
    )


def _confidence(figure: Figure) -> float:
    """How sure the reader is that this is such a person: office and country beside the name, and how often it is named."""
    sure = 0.55 + 0.2 * (figure.held is not None) + 0.15 * (figure.country is not None or figure.organization is not None)
    sure += 0.05 * any(c.parsed for c in figure.candidates) + 0.04 * (len(figure.candidates) > 1)
    return min(0.99, sure) * figure.sure


def name_mentions(figures: Sequence[Figure]) -> list[PersonMention]:
    """Every stretch that names one of the persons."""
    mentions = []
    for number, figure in enumerate(figures):
        whole = len(figure.keys)
        for candidate in figure.candidates:
            how = How.NAME if len(candidate.keys) > 1 or whole == 1 else How.SURNAME
            mentions.append(PersonMention(Span(candidate.run.start, candidate.run.end), number, how, candidate.run.sentence))
    return mentions
