"""Who takes part in person, in which office and capacity, and whose stated office is somebody else's by known tenures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from events.names import contains
from events.partial_dates import PartialDate
from events.settling.accounts import Account, Participant, Pins, Tenure
from events.settling.votes import V, conflict
from events.vocabulary import Capacity, Flag, Level

_SPECIFIC = (Capacity.HOST, Capacity.MEDIATOR, Capacity.PARTY)


def settle_participants(
    accounts: Sequence[Account],
    start: PartialDate | None,
    tenures: list[Tenure],
    conflicts: list[Mapping[str, Any]],
    pins: Pins,
) -> tuple[Participant, ...]:
    told: dict[str, list[tuple[Account, Participant]]] = defaultdict(list)
    for account in accounts:
        for participant in account.participants:
            told[participant.person].append((account, participant))
    settled = []
    for person, tellings in told.items():

        def heaviest(value: Callable[[Participant], V | None], of: list[tuple[Account, Participant]] = tellings) -> V | None:
            weights: dict[V, float] = defaultdict(float)
            for account, participant in of:
                found = value(participant)
                if found is not None:
                    weights[found] += account.weight("participants")
            return max(weights, key=lambda v: (round(weights[v], 6), len(str(v)), str(v))) if weights else None

        capacity = min((p.capacity for _, p in tellings), key=_SPECIFIC.index)
        one = Participant(
            person=person,
            name=heaviest(lambda p: p.name) or "",
            country=heaviest(lambda p: p.country),
            organization=heaviest(lambda p: p.organization),
            office=heaviest(lambda p: p.office),
            capacity=capacity,
            role=heaviest(lambda p: p.role if p.role[0] else None) or (None, None),
        )
        settled.append(one)
    shown = [flag(one, start, tenures) for one in _pinned_participants(settled, told, conflicts, pins)]
    return tuple(sorted(shown, key=lambda p: (p.country or "~", p.organization or "~", p.name, p.person)))


def _pinned_participants(
    settled: Iterable[Participant],
    told: Mapping[str, Sequence[tuple[Account, Participant]]],
    conflicts: list[Mapping[str, Any]],
    pins: Pins,
) -> Iterable[Participant]:
    """Who took part, with what editors say of each: an office by their word has no role that tenures could speak against."""
    pinned = dict(pins.get("participants", {}))
    for one in settled:
        word = pinned.pop(one.person, (one, ()))
        if word is None:
            conflicts.append(conflict("participants", one.name, [a for a, _ in told[one.person]]))
            continue
        values, fields = word
        changed: dict[str, Any] = {name: getattr(values, name) for name in fields if getattr(values, name) != getattr(one, name)}
        for name in sorted(set(changed) & {"office", "capacity"}):
            if getattr(one, name) is not None:
                value = f"{one.name}: {getattr(one, name)}"
                conflicts.append(conflict("participants", value, [a for a, _ in told[one.person]]))
        if "office" in changed:
            changed["role"] = (None, None)
        yield replace(one, **changed)
    yield from (word[0] for word in pinned.values() if word is not None)


def flag(participant: Participant, start: PartialDate | None, tenures: Iterable[Tenure]) -> Participant:
    """Flag an office that, by known tenures, somebody else held on that day (and not the participant)."""
    level, portfolio = participant.role
    # Deputies and officials of one title serve side by side: only of leaders and ministers there is one at a time.
    if start is None or level not in (Level.LEADER, Level.MINISTER) or start.precision == "year":
        return participant
    holders = {
        t.person: t.name
        for t in tenures
        if (t.country, t.organization) == (participant.country, participant.organization)
        and (t.level, t.portfolio) == (level, portfolio)
        # A country has a king and a prime minister; each portfolio has one minister.
        and (level == Level.MINISTER or t.title.casefold() in (participant.office or "").casefold())
        and t.since <= start.latest
        and t.until >= start.earliest
    }
    # "King Salman" may be any of those who are called so, the holder as well.
    if not holders or participant.person in holders or any(contains(name, participant.name) for name in holders.values()):
        return participant
    return replace(participant, flags=(Flag.OFFICE_HELD_BY_ANOTHER.value,))
