"""Mergers, those that are revoked included: what a record had by them alone, and which ids they lead to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from events.models import Decision

Anchor = Mapping[str, Any]


class Mergers:
    """The mergers by which records of these ids, one after the other, came to have what others had."""

    def __init__(self, resource: str, ids: Iterable[UUID]) -> None:
        self._into: dict[UUID, list[Decision]] = defaultdict(list)
        seen: set[UUID] = set()
        frontier = set(ids)
        while frontier:
            seen |= frontier
            found = list(Decision.objects.mergers().filter(resource=resource, target__in=frontier).order_by("at", "id"))
            for merger in found:
                self._into[merger.target].append(merger)
            frontier = {merger.other for merger in found} - seen
        every = [merger for mergers in self._into.values() for merger in mergers]
        self._standing = {(merger.target, merger.other) for merger in every if merger.revoked_at is None}

    def undone(self, at: datetime) -> list[datetime]:
        """When those that are revoked since were made, until a time, in order."""
        return sorted({m.at for mergers in self._into.values() for m in mergers if m.revoked_at is not None and m.at <= at})

    def lost(self, record: UUID, at: datetime, before: datetime | None = None) -> Iterator[Anchor]:
        """What the record had at a time only by mergers (made `before`) that are revoked since.

        It stands in the anchors of what was decided about the record then, but would not, had they never been made.
        """
        for merger in self._into.get(record, ()):
            if merger.at >= (before or at) or (merger.revoked_at is not None and merger.revoked_at <= at):
                continue
            if (merger.target, merger.other) in self._standing:
                yield from self.lost(merger.other, at, merger.at)
            else:
                yield merger.payload["anchor"]


def lost_evidence(decisions: Iterable[Decision]) -> dict[UUID, tuple[list[Anchor], list[Anchor]]]:
    """Of these decisions about pairs of one resource: what the first and the other record had only by mergers that are revoked
    since."""
    pairs = [decision for decision in decisions if "other" in decision.payload]
    if not pairs:
        return {}
    mergers = Mergers(pairs[0].resource, {record for d in pairs for record in (d.target, d.other)})
    return {d.pk: (list(mergers.lost(d.target, d.at)), list(mergers.lost(d.other, d.at))) for d in pairs}


def leading_to(decision: Decision, ids: set[UUID]) -> set[UUID]:
    """Which of the ids, each of a record that is merged, led to the one whose merger is revoked: by mergers that stand, or since
    before this one."""
    standing = Decision.objects.standing().mergers().filter(resource=decision.resource, payload__other__in=[str(i) for i in ids])
    into = {merger.other: merger.target for merger in standing}
    found = {decision.other, *({UUID(former) for former in decision.payload.get("former", ())} - set(into))}
    while more := {id for id, target in into.items() if target in found} - found:
        found |= more
    return found & ids
