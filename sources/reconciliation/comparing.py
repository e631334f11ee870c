"""How likely two claims tell of one meeting: a sum of small named features, each with the reason that an editor reads. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from events.partial_dates import PartialDate
from events.vocabulary import Level, Mode, Status

THRESHOLD = 4.0  # from here on two claims are one meeting
SUGGESTION = 3.0  # from here on an editor should judge
IMPOSSIBLE = -100.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What of a claim is compared. `key` orders claims the same way in every run: it must not come from the database."""

    key: tuple[str, str, int]  # external id, hash of the bytes, ordinal
    entities: frozenset[str]
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
    persons: frozenset[tuple[str, str]] = frozenset()  # (country or slug, key of the person)
    confidence: float = 1.0

    @property
    def document(self) -> tuple[str, str]:
        return self.key[:2]

    @property
    def precision(self) -> int:
        """3 for a day, 2 for a month, 1 for a year, 0 for nothing."""
        return 0 if self.start is None else {"day": 3, "month": 2, "year": 1}[self.start.precision]

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last day as ordinals; None when undated."""
        if self.start is None:
            return None
        last = self.end.latest if self.end and self.end.latest > self.start.latest else self.start.latest
        return self.start.earliest.toordinal(), last.toordinal()


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of the features that said something, each by its name."""

    total: float
    features: dict[str, float]


def parties(a: Candidate, b: Candidate) -> float:
    """The same parties; or one document names some of them only."""
    shared = len(a.entities & b.entities)
    if a.entities == b.entities:
        return 2.5 if shared > 1 else 1.5
    if shared < 2:
        return IMPOSSIBLE
    if a.entities < b.entities or b.entities < a.entities:
        return 1.5 if shared / len(a.entities | b.entities) >= 0.5 else 0.5
    return 0.0 if shared / len(a.entities | b.entities) >= 0.5 else IMPOSSIBLE


def days(a: Candidate, b: Candidate) -> float:
    """The same day, overlapping days, or a vaguer date that holds the other."""
    left, right = a.span, b.span
    if left is None or right is None or a.start is None or b.start is None:
        return 0.0
    if a.start == b.start:
        return {"day": 3.0, "month": 1.5, "year": 0.5}[a.start.precision]
    if min(a.precision, b.precision) < 3:
        return {2: 1.5, 1: 0.5}[min(a.precision, b.precision)] if a.start.compatible(b.start) else IMPOSSIBLE
    if left[0] <= right[1] and right[0] <= left[1]:
        return 2.0
    # Reports of one meeting differ by a day (time zones, midnight); talks on the morrow are more often other talks.
    return -2.0 if min(abs(left[0] - right[1]), abs(right[0] - left[1])) == 1 else IMPOSSIBLE


def open_dates(a: Candidate, b: Candidate) -> float:
    """A month, day or weekday told without a year agrees with the other's date."""
    agreeing = 0.0
    for one, other in ((a, b), (b, a)):
        for name in ("month", "day", "weekday"):
            told, known = getattr(one, name), _known(other, name)
            if told is None or known is None:
                continue
            if told not in known:
                return IMPOSSIBLE
            agreeing += {"month": 0.75, "day": 1.0, "weekday": 0.75}[name]
    return min(agreeing, 2.0)


def _known(candidate: Candidate, name: str) -> set[int] | None:
    """The values of month, day or weekday that a candidate's date allows; None when it allows any."""
    told = getattr(candidate, name)
    if told is not None:
        return {told}
    if candidate.start is None or candidate.span is None:
        return None
    first, last = candidate.start.earliest, candidate.start.latest
    if name == "month":
        return set(range(first.month, last.month + 1)) if candidate.precision > 1 else None
    if candidate.precision < 3:
        return None
    length = candidate.span[1] - candidate.span[0]
    days_held = [type(first).fromordinal(candidate.span[0] + i) for i in range(min(length, 6) + 1)]
    return {d.day if name == "day" else d.weekday() for d in days_held}


def place(a: Candidate, b: Candidate) -> float:
    """The same city or country; different ones speak against it."""
    if a.city and b.city and a.country == b.country:
        return 1.0 if a.city == b.city else -1.5
    if a.country and b.country:
        return 0.5 if a.country == b.country else -3.0
    return 0.0


def mode(a: Candidate, b: Candidate) -> float:
    """A call is no visit."""
    if a.mode is None or b.mode is None:
        return 0.0
    return 0.5 if a.mode == b.mode else -4.0


def rank(a: Candidate, b: Candidate) -> float:
    """The same level and portfolios, or others."""
    points = 0.0
    if a.level and b.level:
        points += 0.5 if a.level == b.level else -1.5 if Level.OFFICIAL in (a.level, b.level) else -2.5
    if a.portfolios and b.portfolios:
        points += 1.0 if a.portfolios & b.portfolios else -3.5
    return points


def persons(a: Candidate, b: Candidate) -> float:
    """The same person stands for a party; another one for the same party speaks against it."""
    agreeing = rivals = 0
    for party in {who for who, _ in a.persons} & {who for who, _ in b.persons}:
        left, right = ({person for who, person in c.persons if who == party} for c in (a, b))
        if left & right:
            agreeing += 1
        else:
            rivals += 1
    return 0.9 * min(agreeing, 2) - 1.5 * min(rivals, 2)


def life(a: Candidate, b: Candidate) -> float:
    """A meeting told as held and as never held is hardly one."""
    ends = {Status.CANCELLED, Status.HELD}
    return -0.5 if {a.status, b.status} == ends else 0.0


FEATURES: dict[str, Callable[[Candidate, Candidate], float]] = {
    "parties": parties,
    "days": days,
    "open dates": open_dates,
    "place": place,
    "mode": mode,
    "rank": rank,
    "persons": persons,
    "life": life,
}


def compare(a: Candidate, b: Candidate) -> Score:
    """Score a pair. Two claims of one document are never one meeting: its reader held them apart."""
    if a.document == b.document:
        return Score(IMPOSSIBLE, {"same document": IMPOSSIBLE})
    features = {}
    for name, feature in FEATURES.items():
        points = feature(a, b)
        if points:
            features[name] = points
        if points == IMPOSSIBLE:
            return Score(IMPOSSIBLE, features)
    return Score(round(sum(features.values()), 3), features)
