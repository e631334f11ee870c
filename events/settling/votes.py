"""Which of the values told for a field is believed: that of the heaviest voices. Those that lost become conflicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from events.settling.accounts import NO_PINS, Account, Pins

V = TypeVar("V", bound=Hashable)


def by_voice(accounts: Iterable[Account], value: Callable[[Account], V | None], name: str) -> dict[V, dict[str, float]]:
    """For each value told: the weight of each voice that tells it (near-duplicates once, at their strongest)."""
    told: dict[V, dict[str, float]] = defaultdict(dict)
    for account in accounts:
        found = value(account)
        if found is not None:
            told[found][account.voice] = max(told[found].get(account.voice, 0.0), account.weight(name))
    return told


def vote(
    accounts: Sequence[Account],
    name: str,
    value: Callable[[Account], V | None],
    conflicts: list[Mapping[str, Any]],
    prefer: Callable[[V], float] = lambda value: 0.0,
    pins: Pins = NO_PINS,
) -> V | None:
    """The value that is pinned, else that with the heaviest voices; the others become conflicts."""
    told = by_voice(accounts, value, name)
    if name in pins:
        winner: V | None = pins[name]
    elif told:
        winner = max(told, key=lambda v: (round(sum(told[v].values()), 6), prefer(v), str(v)))
    else:
        return None
    conflicts += [conflict(name, v, [a for a in accounts if value(a) == v]) for v in told if v != winner]
    return winner


def conflict(name: str, value: Any, accounts: Iterable[Account]) -> Mapping[str, Any]:
    """What these documents tell of a field, and the record does not show."""
    shown = sorted(value) if isinstance(value, frozenset) else str(value)
    return {"field": name, "value": shown, "documents": sorted({a.document for a in accounts})}
