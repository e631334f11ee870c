"""What is settled, and what comes of it: each document's account of a meeting, and the meeting as the record shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from events.partial_dates import PartialDate
from events.vocabulary import Capacity, Level, Mode, Shape, Status

Pins = Mapping[str, Any]
"""Field → the value by an editor's word, typed as in Settled. `participants`: person → (Participant that holds what is pinned,
the names of these fields), or None for somebody who took no part."""
NO_PINS: Pins = MappingProxyType({})

PRIMARY_WEIGHT = 2.0
BACKGROUND_WEIGHT = 0.6  # told in passing: less is told, and less carefully
_PRIMARY = re.compile(
    r"\b(ministry|foreign office|department of|presidency|office of the (?:president|prime minister)|white house|kremlin|embassy"
    r"|government|chancellery|secretariat)\b",
    re.IGNORECASE,
)


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
    name: str
    title: str
    country: str | None
    organization: str | None
    level: str
    portfolio: str | None
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Account:
    """One document's telling of a meeting. `voice` is shared by near-duplicates; `published` orders the status.

    `is_primary`: whether it is of a party to the meeting, where its source is known; else the publisher's name tells.

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
    is_primary: bool | None = None

    def weight(self, name: str) -> float:
        """How much this account counts for a field."""
        sure = self.confidence * self.sureness.get(name, 1.0)
        primary = bool(self.publisher and _PRIMARY.search(self.publisher)) if self.is_primary is None else self.is_primary
        return sure * (PRIMARY_WEIGHT if primary else 1.0) * (BACKGROUND_WEIGHT if self.background else 1.0)


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
