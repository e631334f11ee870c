"""The record is settled from what documents tell: pure, so that the same accounts in any order give the same record.

Precise beats vague where compatible; elsewhere the heavier side wins, where near-duplicates have one voice and a primary
source weighs double; later beats earlier for the status. Values that lost stay visible as conflicts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from events.partial_dates import PartialDate
from events.vocabulary import LEVEL_ORDER, Capacity, Flag, Level, Mode, Shape, Status

V = TypeVar("V", bound=Hashable)

PRIMARY_WEIGHT = 2.0
BACKGROUND_WEIGHT = 0.6  # told in passing: less is told, and less carefully
MINORITY = 0.3  # the least share of the winner's weight at which a fuller set of parties is believed
ONE_MORE = 0.15  # likewise one more portfolio: many documents name the chief delegate only
_PRIMARY = re.compile(
    r"\b(ministry|foreign office|department of|presidency|office of the (?:president|prime minister)|white house|kremlin|embassy"
    r"|government|chancellery|secretariat)\b",
    re.IGNORECASE,
)
# What a meeting's life looks like where no day tells the order.
_LIFE = (Status.PLANNED, Status.POSTPONED, Status.CANCELLED, Status.HELD)
_SPECIFIC = (Capacity.HOST, Capacity.MEDIATOR, Capacity.PARTY)


@dataclass(frozen=True, slots=True)
class Participant:
    """A named person in one account, or settled. `role` is (level, portfolio) of the stated office, where it is known."""

    person: str
    name: str
    country: str | None = None
    organization: str | None = None
    office: str | None = None
    capacity: Capacity = Capacity.PARTY
    role: tuple[str | None, str | None] = (None, None)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who held an office, by reference data. Open ends are date.min and date.max."""

    person: str
    country: str | None
    organization: str | None
    level: str
    portfolio: str | None
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Account:
    """One document's telling of a meeting. `voice` is shared by near-duplicates; `published` orders the status.

    `external_id` orders accounts of one day, since ids tell only which worker was faster.
    """

    document: str
    voice: str
    published: date | None
    publisher: str | None
    background: bool
    confidence: float
    status: Status
    mode: Mode | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    city: str | None = None
    country: str | None = None
    level: Level | None = None
    portfolios: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    participants: tuple[Participant, ...] = ()
    sureness: Mapping[str, float] = field(default_factory=dict)  # field → confidence of the reading
    external_id: str = ""

    def weight(self, name: str) -> float:
        """How much this account counts for a field."""
        sure = self.confidence * self.sureness.get(name, 1.0)
        primary = PRIMARY_WEIGHT if self.publisher and _PRIMARY.search(self.publisher) else 1.0
        return sure * primary * (BACKGROUND_WEIGHT if self.background else 1.0)


@dataclass(frozen=True, slots=True)
class Settled:
    """A meeting as the record shows it."""

    title: str
    status: Status
    status_history: tuple[Mapping[str, Any], ...]
    mode: Mode | None
    shape: Shape
    start: PartialDate | None
    end: PartialDate | None
    city: str | None
    country: str | None
    level: Level | None
    portfolios: tuple[str, ...]
    parties: tuple[str, ...]
    organizations: tuple[str, ...]
    participants: tuple[Participant, ...]
    conflicts: tuple[Mapping[str, Any], ...]
    confidence: float
    documents: int


def settle(accounts: Sequence[Account], tenures: Iterable[Tenure], names: Mapping[str, str]) -> Settled:
    """Settle a meeting from at least one account. `names` gives the display names of country codes and organization slugs."""
    accounts = sorted(accounts, key=lambda a: (a.published or date.max, a.external_id, a.document, a.status))
    conflicts: list[Mapping[str, Any]] = []

    parties = _settle_parties(accounts)
    country = _vote(accounts, "country", lambda a: a.country, conflicts)
    city = _vote([a for a in accounts if a.country in (None, country)], "city", lambda a: a.city, conflicts)
    start = _settle_start(accounts, conflicts)
    end = _settle_end(accounts, start)
    mode = _vote(accounts, "mode", lambda a: a.mode, conflicts)
    level = _vote(accounts, "level", lambda a: a.level, conflicts, lambda value: -LEVEL_ORDER.index(Level(value)))
    history = _status_history(accounts)
    codes, slugs = parties
    _tell_lost_parties(accounts, parties, conflicts)
    settled = Settled(
        title="",
        status=Status(history[-1]["status"]),
        status_history=history,
        mode=mode,
        shape=Shape.of(len(codes) + len(slugs)),
        start=start,
        end=end,
        city=city,
        country=country,
        level=level,
        portfolios=_settle_portfolios(accounts) if level != Level.LEADER else _portfolios_beside_leaders(accounts),
        parties=codes,
        organizations=slugs,
        participants=_settle_participants(accounts, start, list(tenures)),
        conflicts=tuple(sorted(conflicts, key=lambda c: (c["field"], str(c["value"])))),
        confidence=_confidence(accounts, conflicts),
        documents=len({a.document for a in accounts}),
    )
    return replace(settled, title=headline(settled, names))


def _by_voice(accounts: Iterable[Account], value: Callable[[Account], V | None], name: str) -> dict[V, dict[str, float]]:
    """For each value told: the weight of each voice that tells it (near-duplicates once, at their strongest)."""
    told: dict[V, dict[str, float]] = defaultdict(dict)
    for account in accounts:
        found = value(account)
        if found is not None:
            told[found][account.voice] = max(told[found].get(account.voice, 0.0), account.weight(name))
    return told


def _vote(
    accounts: Sequence[Account],
    name: str,
    value: Callable[[Account], V | None],
    conflicts: list[Mapping[str, Any]],
    prefer: Callable[[V], float] = lambda value: 0.0,
) -> V | None:
    """The value with the heaviest voices; the others become conflicts."""
    told = _by_voice(accounts, value, name)
    if not told:
        return None
    winner = max(told, key=lambda v: (round(sum(told[v].values()), 6), prefer(v), str(v)))
    conflicts += [_conflict(name, v, [a for a in accounts if value(a) == v]) for v in told if v != winner]
    return winner


def _conflict(name: str, value: Any, accounts: Iterable[Account]) -> Mapping[str, Any]:
    shown = sorted(value) if isinstance(value, frozenset) else str(value)
    return {"field": name, "value": shown, "documents": sorted({a.document for a in accounts})}


def fits(start: PartialDate, account: Account) -> bool:
    """Whether what an account leaves open of a date (month, day, weekday) allows the start."""
    if account.month and not any(month == account.month for month in range(start.earliest.month, start.latest.month + 1)):
        return False
    if start.precision != "day":
        return True
    return account.day in (None, start.earliest.day) and account.weekday in (None, start.earliest.weekday())


def _settle_start(accounts: Sequence[Account], conflicts: list[Mapping[str, Any]]) -> PartialDate | None:
    told = {a.start for a in accounts if a.start}
    if not told:
        return None

    def support(day: PartialDate) -> tuple[float, int, str]:
        voices: dict[str, float] = {}
        for a in accounts:
            agrees = a.start is not None and a.start.contains(day)
            if agrees and fits(day, a):
                voices[a.voice] = max(voices.get(a.voice, 0.0), a.weight("start_date"))
        return round(sum(voices.values()), 6), len(str(day)), str(day)

    # Only the most precise of compatible dates stand for election, so that "April" is no rival of "25 April".
    rivals = [d for d in told if not any(o != d and d.contains(o) for o in told)]
    winner = max(rivals, key=support)
    conflicts += [_conflict("start_date", d, [a for a in accounts if a.start == d]) for d in told if not d.compatible(winner)]
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


def _settle_end(accounts: Sequence[Account], start: PartialDate | None) -> PartialDate | None:
    if start is None:
        return None
    fitting = [a for a in accounts if a.end and a.start and a.start.compatible(start) and a.end.latest > start.latest]
    return _vote(fitting, "end_date", lambda a: a.end, [])


Parties = tuple[tuple[str, ...], tuple[str, ...]]


def _settle_parties(accounts: Sequence[Account]) -> Parties:
    """The heaviest set, widened to fuller tellings that are believed: in passing, not all parties need be named."""

    def told_by(a: Account) -> frozenset[tuple[str, str]]:
        return frozenset([("country", code) for code in a.parties] + [("organization", slug) for slug in a.organizations])

    weights = {told: sum(voices.values()) for told, voices in _by_voice(accounts, told_by, "parties").items()}
    best = max(weights, key=lambda s: (round(weights[s], 6), len(s), sorted(s)))
    settled, heaviest = best, weights[best]
    for fuller in sorted(weights, key=lambda s: (len(s), sorted(s))):
        if fuller > settled and weights[fuller] >= MINORITY * heaviest:
            settled = fuller
    return (
        tuple(sorted(name for kind, name in settled if kind == "country")),
        tuple(sorted(name for kind, name in settled if kind == "organization")),
    )


def _tell_lost_parties(accounts: Sequence[Account], settled: Parties, conflicts: list[Mapping[str, Any]]) -> None:
    """A document that names a party which is not among the settled ones disagrees; one that names fewer does not."""
    fields: tuple[tuple[str, tuple[str, ...], Callable[[Account], frozenset[str]]], ...] = (
        ("parties", settled[0], lambda a: a.parties),
        ("organizations", settled[1], lambda a: a.organizations),
    )
    for name, kept, told in fields:
        for value in sorted({told(a) for a in accounts}, key=sorted):
            if value - set(kept):
                conflicts.append(_conflict(name, value, [a for a in accounts if told(a) == value]))


def _settle_portfolios(accounts: Sequence[Account]) -> tuple[str, ...]:
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for a in accounts:
        for portfolio in a.portfolios:
            weights[portfolio][a.voice] = max(weights[portfolio].get(a.voice, 0.0), a.weight("portfolios"))
    totals = {p: sum(voices.values()) for p, voices in weights.items()}
    return tuple(sorted(p for p, total in totals.items() if total >= ONE_MORE * max(totals.values())))


def _portfolios_beside_leaders(accounts: Sequence[Account]) -> tuple[str, ...]:
    """Leaders have no portfolio of their own: only what accounts of a leaders' meeting name beside them counts."""
    return _settle_portfolios([a for a in accounts if a.level == Level.LEADER])


def _status_history(accounts: Sequence[Account]) -> tuple[Mapping[str, Any], ...]:
    """Each change of status with the first document that told it. Undated accounts stand where a meeting's life puts them.

    Nothing undoes a meeting that was held: a later announcement is an old plan retold.
    """
    first: dict[Status, Account] = {}
    for a in accounts:  # in order of publication
        first.setdefault(a.status, a)

    def place(status: Status) -> tuple[bool, date, int]:
        told = first[status].published
        return status == Status.HELD, told or date.min, _LIFE.index(status)

    dated = sorted((s for s in first if first[s].published), key=place)
    order = list(dated)
    for status in sorted((s for s in first if not first[s].published), key=_LIFE.index):
        later = next((i for i, other in enumerate(order) if _LIFE.index(other) > _LIFE.index(status)), len(order))
        order.insert(later, status)
    return tuple(
        {
            "status": status.value,
            "reported": published.isoformat() if (published := first[status].published) else None,
            "document": first[status].document,
        }
        for status in order
    )


def _settle_participants(
    accounts: Sequence[Account], start: PartialDate | None, tenures: list[Tenure]
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
        settled.append(flag(one, start, tenures))
    return tuple(sorted(settled, key=lambda p: (p.country or "~", p.organization or "~", p.name, p.person)))


def flag(participant: Participant, start: PartialDate | None, tenures: Iterable[Tenure]) -> Participant:
    """Flag an office that, by known tenures, somebody else held on that day (and not the participant)."""
    level, portfolio = participant.role
    # Deputies and officials of one title serve side by side: only of leaders and ministers there is one at a time.
    if start is None or level not in (Level.LEADER, Level.MINISTER) or start.precision == "year":
        return participant
    holders = {
        t.person
        for t in tenures
        if (t.country, t.organization) == (participant.country, participant.organization)
        and (t.level, t.portfolio) == (level, portfolio)
        and t.since <= start.latest
        and t.until >= start.earliest
    }
    if not holders or participant.person in holders:
        return participant
    return replace(participant, flags=(Flag.OFFICE_HELD_BY_ANOTHER.value,))


def _confidence(accounts: Sequence[Account], conflicts: Sequence[Mapping[str, Any]]) -> float:
    """How likely the meeting is as shown: each further voice leaves less doubt, each conflict more."""
    voices: dict[str, float] = {}
    for a in accounts:
        voices[a.voice] = max(voices.get(a.voice, 0.0), a.confidence)
    doubt = 1.0
    for sure in sorted(voices.values()):
        doubt *= 1 - 0.9 * sure
    return round(max(0.05, (1 - doubt) * 0.95 ** len(conflicts)), 3)


_OFFICES = {
    Level.LEADER: "leaders",
    Level.MINISTER: "ministers",
    Level.DEPUTY_MINISTER: "deputy ministers",
    Level.OFFICIAL: "officials",
}
_VERBS = {
    (Status.HELD, Mode.PHONE): "speak by phone",
    (Status.HELD, Mode.VIDEO): "speak by video",
    (Status.HELD, Mode.IN_PERSON): "meet",
    (Status.PLANNED, Mode.PHONE): "to speak by phone",
    (Status.PLANNED, Mode.VIDEO): "to speak by video",
    (Status.PLANNED, Mode.IN_PERSON): "to meet",
}


def headline(meeting: Settled, names: Mapping[str, str]) -> str:
    """A title in plain English: "Defence ministers of Iran, Russia, Syria and Türkiye meet in Moscow"."""
    parties = [names.get(name, name) for name in (*meeting.parties, *meeting.organizations)]
    if len(parties) > 6:
        parties = [*parties[:5], f"{len(parties) - 5} others"]
    offices = _OFFICES[meeting.level or Level.OFFICIAL]
    if meeting.portfolios and meeting.level not in (None, Level.LEADER):
        shown = _listed(meeting.portfolios[:3])
        offices = offices.replace("deputy ", f"deputy {shown} ") if offices.startswith("deputy") else f"{shown} {offices}"
    who = f"{offices} of {_listed(parties)}" if parties else offices
    place = f" in {meeting.city or names.get(meeting.country or '', '')}" if meeting.city or meeting.country else ""
    verb = _VERBS.get((meeting.status, meeting.mode or Mode.IN_PERSON))
    title = f"{who} {verb}{place}" if verb else f"Meeting of {who}{place} {meeting.status.value}"
    return (title[0].upper() + title[1:])[:500]


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
