"""Which parties meet, and with which portfolios."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from events.settling.accounts import Account, Pins
from events.settling.votes import by_voice, conflict
from events.vocabulary import Level

Parties = tuple[tuple[str, ...], tuple[str, ...]]

MINORITY = 0.3  # the least share of the winner's weight at which a fuller set of parties is believed
ONE_MORE = 0.15  # likewise one more portfolio: many documents name the chief delegate only


def settle_parties(accounts: Sequence[Account], pins: Pins) -> Parties:
    """What is pinned; else the heaviest set, widened to fuller tellings that are believed: in passing, not all need be named."""

    def told_by(a: Account) -> frozenset[tuple[str, str]]:
        return frozenset([("country", code) for code in a.parties] + [("organization", slug) for slug in a.organizations])

    weights = {told: sum(voices.values()) for told, voices in by_voice(accounts, told_by, "parties").items()}
    best = max(weights, key=lambda s: (round(weights[s], 6), len(s), sorted(s)))
    settled, heaviest = best, weights[best]
    for fuller in sorted(weights, key=lambda s: (len(s), sorted(s))):
        if fuller > settled and weights[fuller] >= MINORITY * heaviest:
            settled = fuller
    return (
        pins.get("parties", tuple(sorted(name for kind, name in settled if kind == "country"))),
        pins.get("organizations", tuple(sorted(name for kind, name in settled if kind == "organization"))),
    )


def tell_lost_parties(accounts: Sequence[Account], settled: Parties, conflicts: list[Mapping[str, Any]]) -> None:
    """A document that names a party which is not among the settled ones disagrees; one that names fewer does not."""
    fields: tuple[tuple[str, tuple[str, ...], Callable[[Account], frozenset[str]]], ...] = (
        ("parties", settled[0], lambda a: a.parties),
        ("organizations", settled[1], lambda a: a.organizations),
    )
    for name, kept, told in fields:
        for value in sorted({told(a) for a in accounts}, key=sorted):
            if value - set(kept):
                conflicts.append(conflict(name, value, [a for a in accounts if told(a) == value]))


def settle_portfolios(
    accounts: Sequence[Account], level: Level | None, conflicts: list[Mapping[str, Any]], pins: Pins
) -> tuple[str, ...]:
    """Leaders have no portfolio of their own: only what accounts of a leaders' meeting name beside them counts."""
    if "portfolios" in pins:
        pinned: tuple[str, ...] = pins["portfolios"]
        for value in sorted({a.portfolios for a in accounts if a.portfolios - set(pinned)}, key=sorted):
            conflicts.append(conflict("portfolios", value, [a for a in accounts if a.portfolios == value]))
        return pinned
    return _told_portfolios([a for a in accounts if level != Level.LEADER or a.level == Level.LEADER])


def _told_portfolios(accounts: Sequence[Account]) -> tuple[str, ...]:
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for a in accounts:
        for portfolio in a.portfolios:
            weights[portfolio][a.voice] = max(weights[portfolio].get(a.voice, 0.0), a.weight("portfolios"))
    totals = {p: sum(voices.values()) for p, voices in weights.items()}
    return tuple(sorted(p for p, total in totals.items() if total >= ONE_MORE * max(totals.values())))
