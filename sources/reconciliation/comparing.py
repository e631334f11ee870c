"""How likely two claims tell of one meeting: a sum of small named features, each with the reason that an editor reads. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from events.names import contains
from events.partial_dates import PartialDate
from events.vocabulary import Level, Mode, Status

THRESHOLD = 4.0  # from here on two claims are one meeting
SUGGESTION = 3.0  # from here on an editor should judge
IMPOSSIBLE = -100.0
PUT_OFF = -50.0  # another day: another meeting, unless some document tells that it was put off
LONGEST_DELAY = 90  # days from start to start: talks put off for longer are told of as new ones
HALF = 0.5  # of all parties told
NEWS = timedelta(days=3)  # within so many days newsrooms report one meeting
FORGOTTEN = timedelta(days=45)  # after so many, a meeting without a date is hardly the one that was news then
TOLERANCE = timedelta(days=1)  # of days of publication, for time zones


class Delegate(NamedTuple):
    """Who takes part: the country or slug stood for, the person, and the name as the document writes it."""

    party: str
    person: str
    name: str


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
    persons: frozenset[Delegate] = frozenset()
    main: bool = True  # what the document is about; otherwise told in passing
    published: date | None = None

    @property
    def document(self) -> tuple[str, str]:
        return self.key[:2]

    @property
    def undated(self) -> bool:
        return (self.start, self.month, self.day, self.weekday) == (None, None, None, None)

    @property
    def precision(self) -> int:
        """3 for a day, 2 for a month, 1 for a year, 0 for nothing."""
        return 0 if self.start is None else {"day": 3, "month": 2, "year": 1}[self.start.precision]

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last day as ordinals; None when undated. An end that is further off than LONGEST_DELAY is not believed."""
        if self.start is None:
            return None
        last = self.start.latest
        if self.end and timedelta() < self.end.latest - last <= timedelta(days=LONGEST_DELAY):
            last = self.end.latest
        return self.start.earliest.toordinal(), last.toordinal()


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of the features that said something, each by its name."""

    total: float
    features: dict[str, float]


SAME_DOCUMENT = Score(IMPOSSIBLE, {"same document": IMPOSSIBLE})


def parties(a: Candidate, b: Candidate) -> float:
    """The same parties; or one document, which tells of them in passing, names some only or leaves out who had called them."""
    shared = a.entities & b.entities
    if a.entities == b.entities:
        return 2.5 if len(shared) > 1 else 1.5
    if len(shared) < 2:
        return IMPOSSIBLE
    share = len(shared) / len(a.entities | b.entities)
    fewer, fuller = (a, b) if len(a.entities) < len(b.entities) else (b, a)
    if not fewer.entities < fuller.entities:
        return 0.0 if share >= HALF else IMPOSSIBLE
    if len(shared) > 2:
        return 1.5 if share > HALF else 0.5
    if share < HALF:
        return -3.0  # two of many: on the sidelines
    if fewer.main:
        return -0.5
    if share <= HALF:
        return 0.5
    return 2.0 if _are_guests_of(fewer, fuller) else 1.5


def _are_guests_of(fewer: Candidate, fuller: Candidate) -> bool:
    """Whether only an organization is left out, as in "came to a summit in C"; two who are named met on its sidelines."""
    return not any(entity.isupper() for entity in fuller.entities - fewer.entities) and len(fewer.persons) < 2


def days(a: Candidate, b: Candidate) -> float:
    """The same day, overlapping days, or a vaguer date that holds the other; another day only where the talks were put off."""
    left, right = a.span, b.span
    if left is None or right is None or a.start is None or b.start is None:
        return 0.0
    if a.start == b.start:
        return {"day": 3.0, "month": 1.5, "year": 0.5}[a.start.precision]
    precision = min(a.precision, b.precision)
    if precision < 3 and a.start.compatible(b.start):
        return {2: 1.5, 1: 0.5}[precision]
    gap = max(left[0] - right[1], right[0] - left[1])
    if gap <= 0:
        return 2.0
    if gap == 1 and precision == 3:
        # Reports of one meeting differ by a day (time zones, midnight); talks on the morrow are more often other talks.
        return -1.0 if Mode.IN_PERSON not in (a.mode, b.mode) else -2.0
    earlier = a if left < right else b
    if earlier.status == Status.HELD or abs((a.start.earliest - b.start.earliest).days) > LONGEST_DELAY:
        return IMPOSSIBLE
    return -1.0 if Status.POSTPONED in (a.status, b.status) else PUT_OFF


def news(a: Candidate, b: Candidate) -> float:
    """What is told as held was held before the day of publication, what is planned comes after it; news are of one week."""
    points = 0.0
    for one, other in ((a, b), (b, a)):
        if one.published is None or other.start is None or one.start is not None:
            continue
        if one.status == Status.HELD and other.start.earliest > one.published + TOLERANCE:
            points -= 5.0
        if one.status == Status.PLANNED and other.start.latest < one.published - TOLERANCE:
            points -= 5.0
    if a.undated and b.undated and a.published and b.published:
        apart = abs(a.published - b.published)
        points += 0.5 if apart <= NEWS else -2.5 if apart > FORGOTTEN else 0.0
    return points


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
        return 1.0 if contains(a.city, b.city) or contains(b.city, a.city) else -1.5
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
        points += 1.0 if a.portfolios & b.portfolios else -4.0
    return points


def persons(a: Candidate, b: Candidate) -> float:
    """The same person stands for a party; another one for the same party speaks against it, most of all where two met."""
    agreeing = rivals = 0
    for party in {who.party for who in a.persons} & {who.party for who in b.persons}:
        left, right = ([who for who in c.persons if who.party == party] for c in (a, b))
        if {who.person for who in left} & {who.person for who in right}:
            agreeing += 1
        elif not any(_may_be_one(one, other) for one in left for other in right):
            rivals += 1
    two = len(a.entities) == len(b.entities) == 2
    return 0.9 * min(agreeing, 2) - (4.5 if two and agreeing else 1.5) * min(rivals, 2)


def _may_be_one(one: Delegate, other: Delegate) -> bool:
    """Whether one of the names, say a surname alone, is a part of the other."""
    return contains(one.name, other.name) or contains(other.name, one.name)


def life(a: Candidate, b: Candidate) -> float:
    """Called off or put off in both; a meeting told as held and as called off is hardly one."""
    if a.status == b.status:
        return 1.0 if a.status in (Status.CANCELLED, Status.POSTPONED) else 0.0
    return -4.0 if {a.status, b.status} == {Status.CANCELLED, Status.HELD} else 0.0


FEATURES: dict[str, Callable[[Candidate, Candidate], float]] = {
    "parties": parties,
    "days": days,
    "news": news,
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
        return SAME_DOCUMENT
    return compare_told(a, b)


def compare_told(a: Candidate, b: Candidate) -> Score:
    """Score what two documents tell."""
    features = {}
    for name, feature in FEATURES.items():
        points = feature(a, b)
        if points:
            features[name] = points
        if points == IMPOSSIBLE:
            return Score(IMPOSSIBLE, features)
    return Score(round(sum(features.values()), 3), features)
