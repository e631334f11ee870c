"""The record is settled from what documents tell: pure, so that the same accounts in any order give the same record.

Precise beats vague where compatible; elsewhere the heavier side wins, where near-duplicates have one voice and a primary
source weighs double; later beats earlier for the status. What an editor has pinned outranks all documents. Values that lost
stay visible as conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from events.settling.accounts import NO_PINS, Account, Participant, Pins, Settled, Tenure
from events.settling.dates import settle_end, settle_start
from events.settling.participants import settle_participants
from events.settling.parties import settle_parties, settle_portfolios, tell_lost_parties
from events.settling.status import settle_status, status_history
from events.settling.titles import headline
from events.settling.votes import vote
from events.vocabulary import LEVEL_ORDER, Level, Shape

__all__ = ["NO_PINS", "Account", "Participant", "Pins", "Settled", "Tenure", "settle"]

SUREST = 0.99  # voices seldom are as independent as they look


def settle(accounts: Sequence[Account], tenures: Iterable[Tenure], names: Mapping[str, str], pins: Pins = NO_PINS) -> Settled:
    """Settle a meeting from at least one account. `names` gives the display names of country codes and organization slugs."""
    accounts = sorted(accounts, key=lambda a: (a.published or date.max, a.external_id, a.document, a.status))
    conflicts: list[Mapping[str, Any]] = []

    country = vote(accounts, "country", lambda a: a.country, conflicts, pins=pins)
    city = vote([a for a in accounts if a.country in (None, country)], "city", lambda a: a.city, conflicts, pins=pins)
    start = settle_start(accounts, conflicts, pins)
    end = settle_end(accounts, start, conflicts, pins)
    mode = vote(accounts, "mode", lambda a: a.mode, conflicts, pins=pins)
    level = vote(accounts, "level", lambda a: a.level, conflicts, lambda v: -LEVEL_ORDER.index(Level(v)), pins)
    history = status_history(accounts)
    codes, slugs = settle_parties(accounts, pins)
    tell_lost_parties(accounts, (codes, slugs), conflicts)
    settled = Settled(
        title="",
        status=settle_status(accounts, history, conflicts, pins),
        status_history=history,
        mode=mode,
        shape=Shape.of(len(codes) + len(slugs)),
        start=start,
        end=end,
        city=city,
        country=country,
        level=level,
        portfolios=settle_portfolios(accounts, level, conflicts, pins),
        parties=codes,
        organizations=slugs,
        participants=settle_participants(accounts, start, list(tenures), conflicts, pins),
        conflicts=tuple(sorted(conflicts, key=lambda c: (c["field"], str(c["value"])))),
        confidence=_confidence(accounts, [c for c in conflicts if c["field"] not in pins]),
        documents=len({a.document for a in accounts}),
    )
    return replace(settled, title=pins.get("title") or headline(settled, names))


def _confidence(accounts: Sequence[Account], conflicts: Sequence[Mapping[str, Any]]) -> float:
    """How likely the meeting is as shown: each further voice leaves less doubt, each conflict more.

    Of a single voice it is the confidence of the reading, of which docs/accuracy.md tells what it is worth.
    """
    voices: dict[str, float] = {}
    for a in accounts:
        voices[a.voice] = max(voices.get(a.voice, 0.0), a.confidence)
    doubt = 1.0
    for sure in sorted(voices.values()):
        doubt *= 1 - sure
    return round(min(max((1 - doubt) * 0.95 ** len(conflicts), 0.05), SUREST), 3)
