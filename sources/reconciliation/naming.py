"""Which mentions mean one person: a function of the set of names alone, never of their order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from events.names import contains, fold, is_full, same_full_name


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A name as documents or reference data write it, for one country or organization. `known` is a reference person's id."""

    name: str
    bearer: str = ""
    known: str = ""


def group(names: Iterable[Named]) -> list[tuple[Named, ...]]:
    """Group names into persons.

    Full names that agree word for word, in any transliteration, are one person of one country. A surname alone, or a name whose
    country nobody tells, is the one person that it fits; where several fit, it stays by itself.
    """
    everyone = sorted(set(names))
    sets = _Sets(everyone)
    spellings: dict[str, Named] = {}
    for n in everyone:
        if n.known:
            sets.join(spellings.setdefault(n.known, n), n)

    full = [n for n in everyone if n.known or (is_full(n.name) and n.bearer)]
    for i, a in enumerate(full):
        for b in full[i + 1 :]:
            if a.bearer == b.bearer and same_full_name(a.name, b.name):
                sets.join(a, b)

    persons = sets.members(full)
    alone: dict[tuple[str, str], Named] = {}
    for n, person in [(n, _only(n, persons)) for n in everyone if n not in set(full)]:
        sets.join(person or alone.setdefault((fold(n.name), n.bearer), n), n)
    return [tuple(found) for _, found in sorted(sets.members(everyone).items())]


class _Sets:
    """Disjoint sets of names; the least name of a set stands for it. Two reference persons are never joined."""

    def __init__(self, names: Iterable[Named]) -> None:
        self.parent = {n: n for n in names}
        self.known = {n: n.known for n in self.parent}

    def root(self, n: Named) -> Named:
        while self.parent[n] != n:
            n = self.parent[n]
        return n

    def join(self, a: Named, b: Named) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a != b and not (self.known[a] and self.known[b] and self.known[a] != self.known[b]):
            self.parent[b] = a
            self.known[a] = self.known[a] or self.known[b]

    def members(self, names: Iterable[Named]) -> dict[Named, list[Named]]:
        """The sets that the names are in, by what stands for each."""
        found: dict[Named, list[Named]] = defaultdict(list)
        for n in names:
            found[self.root(n)].append(n)
        return found


def _only(n: Named, persons: dict[Named, list[Named]]) -> Named | None:
    """The one person that a vague name fits, or None."""

    def fits(m: Named) -> bool:
        if n.bearer and n.bearer != m.bearer:
            return False
        return same_full_name(m.name, n.name) if is_full(n.name) else contains(m.name, n.name)

    fitting = [person for person, spellings in persons.items() if any(fits(m) for m in spellings)]
    return fitting[0] if len(fitting) == 1 else None
