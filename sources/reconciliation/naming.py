"""Which mentions mean one person: a function of the set of names alone, never of their order. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.names import contains, fold, is_full, same_full_name, sounds
from sources.reconciliation.links import Links


@dataclass(frozen=True, slots=True, order=True)
class Named:
    """A name as documents or reference data write it, for one country or organization. `known` is a reference person's id."""

    name: str
    bearer: str = ""
    known: str = ""


def group(names: Iterable[Named], links: Links[Named] | None = None) -> list[tuple[Named, ...]]:
    """Group names into persons, as alike as they are and as `links` decide.

    Whom reference data call by that very name is meant before all others: a father and his son may differ by an initial. Full
    names that agree word for word, in any transliteration, are one person of one country. A surname alone, or a name whose
    country nobody tells, is the one person that it fits; where several fit, it stays by itself.
    """
    everyone = sorted(set(names))
    links = links or Links()
    sets = _Sets(everyone, links)
    spellings: dict[str, Named] = {}
    known_as: dict[tuple[str, str], set[str]] = defaultdict(set)
    for n in everyone:
        if n.known:
            sets.join(spellings.setdefault(n.known, n), n)
            known_as[fold(n.name), n.bearer].add(n.known)

    full = [n for n in everyone if n.known or (is_full(n.name) and n.bearer)]
    for n in full:
        if not n.known and len(called := known_as[fold(n.name), n.bearer]) == 1:
            sets.join(spellings[next(iter(called))], n)
    later: dict[str, deque[Named]] = defaultdict(deque)  # of each bearer, so that thousands of names are not compared in pairs
    for n in full:
        later[n.bearer].append(n)
    for a in full:
        later[a.bearer].popleft()
        for b in later[a.bearer]:
            if same_full_name(a.name, b.name):
                sets.join(a, b)

    persons = links.unite(sets.members(full))
    alike = _Sounding(persons)
    alone: dict[tuple[str, str], Named] = {}
    told = set(full)
    vague = [n for n in everyone if n not in told]
    for n, only in [(n, _only(n, alike.to(n), links)) for n in vague]:
        sets.join(only or alone.setdefault((fold(n.name), n.bearer), n), n)
    return links.unite(sets.members(everyone))


class _Sets:
    """Disjoint sets of names; the least name of a set stands for it.

    Two reference persons are never joined here, nor names that a decision holds apart.
    """

    def __init__(self, names: Iterable[Named], links: Links[Named]) -> None:
        self.parent = {n: n for n in names}
        self.known = {n: n.known for n in self.parent}
        self.sets = {n: {n} for n in self.parent}
        self.links = links

    def root(self, n: Named) -> Named:
        while self.parent[n] != n:
            n = self.parent[n]
        return n

    def join(self, a: Named, b: Named) -> None:
        a, b = sorted((self.root(a), self.root(b)))
        if a == b or (self.known[a] and self.known[b] and self.known[a] != self.known[b]):
            return
        if self.links.forbid(self.sets[a], self.sets[b]):
            return
        self.parent[b] = a
        self.known[a] = self.known[a] or self.known[b]
        self.sets[a] |= self.sets.pop(b)

    def members(self, names: Iterable[Named]) -> list[list[Named]]:
        """The sets that the names are in."""
        found: dict[Named, list[Named]] = defaultdict(list)
        for n in names:
            found[self.root(n)].append(n)
        return list(found.values())


class _Sounding:
    """Persons by the sounds of their names: thousands are not compared with each vague name."""

    def __init__(self, persons: Sequence[tuple[Named, ...]]) -> None:
        self.persons = persons
        self.numbers: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, person in enumerate(persons):
            for m in person:
                for sound in sounds(m.name):
                    self.numbers[m.bearer, sound].add(number)
                    self.numbers["", sound].add(number)

    def to(self, n: Named) -> list[tuple[Named, ...]]:
        """Those that share a sound with a name, of its own country where it has one; all where it has no sound."""
        if not (heard := sounds(n.name)):
            return list(self.persons)
        return [self.persons[number] for number in sorted(set().union(*(self.numbers.get((n.bearer, s), ()) for s in heard)))]


def _only(n: Named, persons: Iterable[tuple[Named, ...]], links: Links[Named]) -> Named | None:
    """The name that a vague one stands for, of the one person that it fits, or None.

    Whom reference data call by that very name goes before all others. Of persons that editors have merged, it stays with the one
    whose name it is: it would tear the two apart if it went to the other.
    """

    def fits(m: Named) -> bool:
        if n.bearer and n.bearer != m.bearer:
            return False
        return same_full_name(m.name, n.name) if is_full(n.name) else contains(m.name, n.name)

    fitting = [person for person in persons if any(fits(m) for m in person) and not links.forbid([n], person)]
    called = [person for person in fitting if any(m.known and fold(m.name) == fold(n.name) for m in person)]
    fitting = called if called and n.bearer else fitting
    return min((m for m in fitting[0] if fits(m)), key=lambda m: (not m.known, m)) if len(fitting) == 1 else None
