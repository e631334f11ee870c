"""When a meeting begins and ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from events.partial_dates import PartialDate
from events.settling.accounts import Account, Pins
from events.settling.votes import conflict, vote
from events.vocabulary import Status


def fits(start: PartialDate, account: Account) -> bool:
    """Whether what an account leaves open of a date (month, day, weekday) allows the start."""
    if account.month and not any(month == account.month for month in range(start.earliest.month, start.latest.month + 1)):
        return False
    if start.precision != "day":
        return True
    return account.day in (None, start.earliest.day) and account.weekday in (None, start.earliest.weekday())


def settle_start(accounts: Sequence[Account], conflicts: list[Mapping[str, Any]], pins: Pins) -> PartialDate | None:
    told = {a.start for a in accounts if a.start}
    if "start_date" in pins:
        pinned: PartialDate | None = pins["start_date"]
        _tell_other_dates("start_date", pinned, [(a, a.start) for a in accounts], conflicts)
        return pinned
    if not told:
        return None

    def support(day: PartialDate, by: Iterable[Account]) -> float:
        voices: dict[str, float] = {}
        for a in by:
            agrees = a.start is not None and a.start.contains(day)
            if agrees and fits(day, a):
                voices[a.voice] = max(voices.get(a.voice, 0.0), a.weight("start_date"))
        return round(sum(voices.values()), 6)

    after = [a for a in accounts if a.status == Status.HELD]  # plans slip: who tells that it was held knows when

    # Only the most precise of compatible dates stand for election, so that "April" is no rival of "25 April".
    rivals = [d for d in told if not any(o != d and d.contains(o) for o in told)]
    winner = max(rivals, key=lambda day: (support(day, after), support(day, accounts), len(str(day)), str(day)))
    conflicts += [conflict("start_date", d, [a for a in accounts if a.start == d]) for d in told if not d.compatible(winner)]
    return _narrow(winner, accounts)


def _narrow(start: PartialDate, accounts: Sequence[Account]) -> PartialDate:
    """A year or month told here, the day without a year told there: together they are a day."""
    if start.precision == "day":
        return start
    found = set()
    for a in accounts:
        month = a.month or (start.earliest.month if start.precision == "month" else None)
        if month and fits(start, a):
            try:
                found.add(PartialDate.of(start.earliest.year, month, a.day))
            except ValueError:  # the 30th, of a month that has no such day
                continue
    narrower = {d for d in found if d != start and not any(o != d and d.contains(o) for o in found)}
    return narrower.pop() if len(narrower) == 1 else start


def _tell_other_dates(
    name: str,
    shown: PartialDate | None,
    told: Sequence[tuple[Account, PartialDate | None]],
    conflicts: list[Mapping[str, Any]],
) -> None:
    """A document that tells a date which cannot be the one shown disagrees."""
    for day in sorted({d for _, d in told if d}):
        if shown is None or not day.compatible(shown):
            conflicts.append(conflict(name, day, [a for a, d in told if d == day]))


def settle_end(
    accounts: Sequence[Account], start: PartialDate | None, conflicts: list[Mapping[str, Any]], pins: Pins
) -> PartialDate | None:
    if "end_date" in pins:
        pinned: PartialDate | None = pins["end_date"]
        _tell_other_dates("end_date", pinned, [(a, a.end) for a in accounts], conflicts)
        # Documents may move the start past it: no meeting ends before it begins.
        return pinned if pinned and start and pinned.latest >= start.earliest else None
    if start is None:
        return None
    fitting = [a for a in accounts if a.end and a.start and a.start.compatible(start) and a.end.latest > start.latest]
    return vote(fitting, "end_date", lambda a: a.end, [])
