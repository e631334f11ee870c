"""Whose counterpart, aide or predecessor somebody is, by who is named before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from sources.extraction.office_holders import Held
from sources.extraction.offices import Office
from sources.extraction.person_candidates import Candidate
from sources.extraction.persons import Figure


class Named:
    """Every mention of everybody by name, in reading order."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._rows = sorted(((c.run.start, at, c) for at, f in enumerate(figures) for c in f.candidates), key=lambda row: row[:2])
        self._starts = [start for start, _, _ in self._rows]

    def before(self, at: int) -> Iterator[tuple[int, Candidate]]:
        """Who is named before an offset, by which words, the last first."""
        for _, number, candidate in reversed(self._rows[: bisect_left(self._starts, at)]):
            if candidate.run.end <= at:
                yield number, candidate

    def within(self, start: int, end: int) -> Iterator[int]:
        """Who is named between two offsets."""
        first = max(0, bisect_left(self._starts, start) - 1)
        for _, number, candidate in self._rows[first : bisect_left(self._starts, end)]:
            if candidate.run.end > start:
                yield number


def _office_before(held: Held, row: Sequence[Held]) -> Office | None:
    """ "The Minister met his Peruvian counterpart X": the office of whoever the sentence tells by office alone."""
    near = [
        h for h in row if h.office.end <= held.start and not h.office.plural and not h.office.counterpart and not h.office.weak
    ]
    return near[-1].office if near and near[-1].definite else None


def settle_counterpart(figure: Figure, figures: Sequence[Figure], named: Named, helds: Sequence[Sequence[Held]]) -> None:
    """ "His Syrian counterpart X": X holds the office of whoever "his" means, the person with an office named last before."""
    held = figure.held
    if held is None or not held.office.counterpart:
        return
    row = helds[held.sentence]
    like = _office_before(held, row)
    if like is not None and not any(c.run.sentence == held.sentence for _, c in islice(named.before(held.start), 1)):
        held.office = replace(held.office, title=like.title, level=like.level, portfolios=like.portfolios)
        return
    for number, candidate in named.before(held.pronoun[0] if held.pronoun else held.start):
        other = figures[number].held
        if other and not other.office.counterpart and (held.pronoun is None or candidate.acts or candidate.office):
            like = other.office
            held.office = replace(held.office, title=like.title, level=like.level, portfolios=like.portfolios)
            return


def principal_of(at: int, figures: Sequence[Figure], named: Named) -> int | None:
    """Whose aide somebody is: "X's spokesman", "adviser to X", "his predecessor" (then the person named last before)."""
    for candidate in figures[at].candidates:
        held = candidate.office
        if held is None or held.countries or held.organizations or held.office.counterpart:
            continue
        near: Iterator[int] = iter(())
        if held.possessor:
            near = named.within(*held.possessor)
        elif held.pronoun and held.pronoun[0] < candidate.run.start:
            near = (number for number, _ in named.before(held.pronoun[0]))
        principal = next((number for number in near if number != at), None)
        if principal is not None:
            return principal
    return None


def from_principals(figures: Sequence[Figure], bound: Mapping[int, int]) -> list[int]:
    """Give aides whose principals are settled their country; who got one."""
    settled = []
    for at, principal in bound.items():
        figure, chief = figures[at], figures[principal]
        if figure.country is None and figure.organization is None and (chief.country or chief.organization):
            figure.country, figure.organization = chief.country, chief.organization
            settled.append(at)
    return settled
