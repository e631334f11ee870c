"""The change feed: what became of which record, field by field, in the order of positions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from events.models.change import Change
from events.publishing.forms import FORMS, Body
from events.vocabulary import ChangeKind

Fields = dict[str, list[Any]]
"""Name of a field → [value before, value after]."""


def changes(*, since: int, below: int, resources: Iterable[str] = (), most: int) -> list[Change]:
    """The first changes behind a position, and below one (the horizon)."""
    rows = Change.objects.filter(position__gt=since, position__lt=below).order_by("position")
    return list(rows.filter(resource__in=list(resources))[:most] if resources else rows[:most])


def changed_fields(rows: Sequence[Change]) -> dict[int, Fields]:
    """What differs between each version and the one before it, by position; a query for each resource among them."""
    positions: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.kind in (ChangeKind.CREATED, ChangeKind.UPDATED):
            positions[row.resource].append(row.position)
    found: dict[int, Fields] = {}
    for resource, wanted in positions.items():
        versions = FORMS[resource].published.objects.filter(Q(position__in=wanted) | Q(until__in=wanted))
        bodies = list(versions.values_list("position", "until", "body"))
        after = {position: body for position, _, body in bodies}
        before = {until: body for _, until, body in bodies if until is not None}
        for position in wanted:
            found[position] = _differing(before.get(position), str(after[position]))
    return found


def _differing(before: str | None, after: str) -> Fields:
    """All fields where there was nothing before."""
    new: Body = json.loads(after)
    if before is None:
        return {name: [None, value] for name, value in new.items()}
    old: Body = json.loads(before)
    names = dict.fromkeys([*new, *old])
    return {name: [old.get(name), new.get(name)] for name in names if old.get(name) != new.get(name)}
