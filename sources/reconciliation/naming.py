"""Which mentions mean one person: a function of the set of names alone, never of their order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from events.names import contains, fold, is_full, same_full_name

Bearer = str | None  # the country or the organization that the person acts for; None where no document tells


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
    parent = {n: n for n in everyone}

    def root(n: Named) -> Named:
        while parent[n] != n:
            n = parent[n]
        return n

    known_as: dict[Named, str] = {n: n.known for n in everyone}

    def join(a: Named, b: Named) -> None:
        a, b = sorted((root(a), root(b)))
        if a == b or (known_as[a] and known_as[b] and known_as[a] != known_as[b]):
            return  # two persons of the reference data are two, whatever their names
        parent[b] = a
        known_as[a] = known_as[a] or known_as[b]

    by_reference: dict[str, list[Named]] = defaultdict(list)
    for n in everyone:
        if n.known:
            by_reference[n.known].append(n)
    for spellings in by_reference.values():
        for other in spellings[1:]:
            join(spellings[0], other)

    full = [n for n in everyone if is_full(n.name) and n.bearer]
    for i, a in enumerate(full):
        for b in full[i + 1 :]:
            if a.bearer == b.bearer and same_full_name(a.name, b.name):
                join(a, b)

    groups = {root(n) for n in full}
    members = defaultdict(list)
    for n in full:
        members[root(n)].append(n)
    vague = [n for n in everyone if n not in set(full) and not n.known]
    found = [(n, _only(n, groups, members)) for n in vague]
    for n, person in found:
        if person is not None:
            join(person, n)
    alone: dict[tuple[str, str], Named] = {}
    for n, person in found:
        if person is None:
            join(alone.setdefault((fold(n.name), n.bearer), n), n)

    result: dict[Named, list[Named]] = defaultdict(list)
    for n in everyone:
        result[root(n)].append(n)
    return [tuple(result[key]) for key in sorted(result)]


def _only(n: Named, groups: Iterable[Named], members: dict[Named, list[Named]]) -> Named | None:
    """The one person that a vague name fits, or None."""

    def fits(m: Named) -> bool:
        if n.bearer and n.bearer != m.bearer:
            return False
        return same_full_name(m.name, n.name) if is_full(n.name) else contains(m.name, n.name)

    fitting = [g for g in groups if any(fits(m) for m in members[g])]
    return fitting[0] if len(fitting) == 1 else None
