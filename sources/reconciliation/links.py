"""What editors have decided about which belong together: held over what is alike, the latest decision first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any, Generic, TypeVar

from events.anchors import ranked

K = TypeVar("K", bound=Any)  # hashable and ordered: a claim's key, a name


@dataclass(frozen=True, slots=True)
class Link(Generic[K]):
    """That two sides are one, or are not. Each side in the order in which its anchor names it.

    `lost`: what either side had only by a merger that is revoked since. It is meant only where nothing else of the side is left.
    """

    left: tuple[K, ...]
    right: tuple[K, ...]
    same: bool
    lost: tuple[Collection[K], Collection[K]] = ((), ())

    @property
    def sides(self) -> tuple[tuple[K, ...], tuple[K, ...]]:
        """Both."""
        return self.left, self.right

    @property
    def own(self) -> tuple[tuple[K, ...], tuple[K, ...]]:
        """What each side means."""
        sides = zip(self.sides, self.lost, strict=True)
        left, right = (tuple(key for key in side if key not in lost) or side for side, lost in sides)
        return left, right


def split_links(rest: tuple[K, ...], moved: tuple[K, ...]) -> list[Link[K]]:
    """What is split off is apart from the rest, and one."""
    return [Link(rest, moved, same=False), *(Link(moved[:1], (one,), same=True) for one in moved[1:])]


class Links(Generic[K]):
    """The links of all standing decisions, in the order in which they were made.

    Of two that contradict each other over a pair, the later one holds.
    """

    def __init__(self, links: Iterable[Link[K]] = ()) -> None:
        self._apart: dict[K, dict[K, int]] = defaultdict(dict)
        self._same: list[tuple[int, Link[K]]] = []
        for number, link in enumerate(links):
            if link.same:
                self._same.append((number, link))
            for a, b in product(*link.own):
                self._judge(a, b, None if link.same else number)
                self._judge(b, a, None if link.same else number)

    @property
    def join(self) -> bool:
        """Whether some decision joins what is not alike."""
        return bool(self._same)

    def _judge(self, a: K, b: K, apart: int | None) -> None:
        if apart is None:
            self._apart[a].pop(b, None)
        else:
            self._apart[a][b] = apart

    def forbid(self, left: Collection[K], right: Collection[K], since: int = -1) -> bool:
        """Whether a decision (made after the one with the number `since`) holds some of the left apart from some of the right."""
        return bool(self._apart) and any(
            number > since and b in right for a in left if a in self._apart for b, number in self._apart[a].items()
        )

    def unite(self, clusters: Iterable[Collection[K]]) -> list[tuple[K, ...]]:
        """The clusters, joined as decided: a decision holds for the cluster in which most of a side is, as far as no later one
        holds that one apart; then for the next."""
        group_of: dict[K, set[K]] = {}
        cluster_of: dict[K, int] = {}
        for number, cluster in enumerate(clusters):
            group = set(cluster)
            for key in cluster:
                group_of[key], cluster_of[key] = group, number
        first = {number: key for key, number in reversed(cluster_of.items())}

        def places(side: Collection[K], lost: Collection[K]) -> list[set[K]]:
            last = {cluster_of.get(key) for key in lost}
            return [group_of[first[n]] for n in sorted(ranked(map(cluster_of.get, side)), key=last.__contains__)]

        for number, link in reversed(self._same):
            pairs = product(*(places(side, lost) for side, lost in zip(link.sides, link.lost, strict=True)))
            free = ((a, b) for a, b in pairs if a is b or not self.forbid(a, b, since=number))
            left, right = next(free, (None, None))
            if left is None or right is None or left is right:
                continue
            left |= right
            for key in right:
                group_of[key] = left
        return sorted({min(group): tuple(sorted(group)) for group in group_of.values()}.values())
