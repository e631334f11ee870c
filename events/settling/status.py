"""Whether a meeting is planned, postponed, cancelled or held, and what was told of it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from events.settling.accounts import Account, Pins
from events.settling.votes import conflict
from events.vocabulary import Status

# What a meeting's life looks like where no day tells the order.
_LIFE = (Status.PLANNED, Status.POSTPONED, Status.CANCELLED, Status.HELD)


def settle_status(
    accounts: Sequence[Account], history: Sequence[Mapping[str, Any]], conflicts: list[Mapping[str, Any]], pins: Pins
) -> Status:
    """The pinned status, else the last of the history."""
    told = Status(history[-1]["status"])
    pinned: Status = pins.get("status", told)
    if pinned != told:
        conflicts.append(conflict("status", told, [a for a in accounts if a.status == told]))
    return pinned


def status_history(accounts: Sequence[Account]) -> tuple[Mapping[str, Any], ...]:
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
