"""From scored pairs of claims to meetings: a function of the set of claims alone, never of their order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from events.vocabulary import Status
from sources.reconciliation.comparing import IMPOSSIBLE, PUT_OFF, SAME_DOCUMENT, THRESHOLD, Candidate, Score
from sources.reconciliation.kinds import Kinds
from sources.reconciliation.links import Links

MARGIN = 0.75  # by how much the best meeting must beat the next for a vague claim to be it
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Decision:
    """Clusters of claims, each one meeting, and the pairs of clusters that an editor should judge."""

    clusters: tuple[tuple[Key, ...], ...]
    suggestions: tuple[tuple[Key, Key, Score], ...] = field(default=())  # the best pair of claims of two clusters


@dataclass(eq=False, slots=True)
class _Cluster:
    """Claims of one meeting: their keys, the documents and the kinds of telling among them, and whether it was put off."""

    keys: set[Key]
    documents: set[tuple[str, str]]
    kinds: set[int]
    put_off: bool

    def take(self, other: _Cluster) -> None:
        self.keys |= other.keys
        self.documents |= other.documents
        self.kinds |= other.kinds
        self.put_off |= other.put_off


class _Clusters:
    """Disjoint sets of claims in which no pair is impossible, by its words or by an editor's."""

    def __init__(self, candidates: Iterable[Candidate], links: Links[Key], kinds: Kinds) -> None:
        self.links = links
        self.kinds = kinds
        self.told = {c.key: c for c in candidates}
        self.kind = {key: kinds.number(c) for key, c in self.told.items()}
        self.of = {
            key: _Cluster({key}, {c.document}, {self.kind[key]}, c.status == Status.POSTPONED) for key, c in self.told.items()
        }
        self._of_document: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for key in self.told:
            self._of_document[key[:2]].append(key)

    def score(self, a: Key, b: Key) -> Score:
        return SAME_DOCUMENT if a[:2] == b[:2] else self.kinds.score(self.kind[a], self.kind[b])

    def of_kinds(self, keys: Iterable[Key]) -> dict[int, list[Key]]:
        """The claims by kind, in their order."""
        found: dict[int, list[Key]] = defaultdict(list)
        for key in keys:
            found[self.kind[key]].append(key)
        return found

    def fit(self, left: _Cluster, right: _Cluster) -> bool:
        """Whether all can tell of one meeting; of one on two days only where some document tells that it was put off."""
        if not left.documents.isdisjoint(right.documents):
            return False
        least = IMPOSSIBLE if left.put_off or right.put_off else PUT_OFF / 2
        fits = all(self.kinds.score(a, b).total > least for a in left.kinds for b in right.kinds)
        return fits and not self.links.forbid(left.keys, right.keys)

    def leave_open(self, a: Key, b: Key) -> bool:
        """Whether another claim of b's document, which is free still, fits a as well."""
        score, document = self.score(a, b).total, a[:2]
        rivals = [key for key in self._of_document[b[:2]] if key != b and self.score(a, key).total >= score]
        return any(document not in self.of[key].documents for key in rivals if not self.links.forbid([a], [key]))

    def join(self, a: Key, b: Key) -> bool:
        """Join the clusters of two claims unless they are one already or some pair forbids it."""
        left, right = self.of[a], self.of[b]
        if left is right or not self.fit(left, right):
            return False
        left.take(right)
        for key in right.keys:
            self.of[key] = left
        return True

    def meetings(self) -> list[tuple[Key, ...]]:
        """The clusters as editors have joined them."""
        return self.links.unite({id(cluster): cluster.keys for cluster in self.of.values()}.values())


def decide(candidates: Collection[Candidate], links: Links[Key] | None = None, kinds: Kinds | None = None) -> Decision:
    """Group claims into meetings, as alike as they are and as `links` decide. `kinds`: what was compared before.

    Claims that tell the day are joined first, the surest pairs before the others. Then, from the more to the less precise,
    each vaguer claim joins the one meeting that it fits best; where two fit alike the question stays open: an open question is
    not answered by a guess.
    """
    clusters = _Clusters(sorted(candidates, key=lambda c: c.key), links or Links(), kinds or Kinds())
    done: set[Key] = set()
    for precision in (3, 2, 1, 0):
        level = [key for key, c in clusters.told.items() if c.precision == precision]
        _attach(level, done, clusters)
        for a, b in _surest_pairs(level, clusters):
            if not (clusters.leave_open(a, b) or clusters.leave_open(b, a)):
                clusters.join(a, b)
        done.update(level)
    return Decision(tuple(clusters.meetings()), _suggestions(clusters))


def _surest_pairs(level: Iterable[Key], clusters: _Clusters) -> Iterator[tuple[Key, Key]]:
    """The pairs from THRESHOLD on that are not joined by then: the surest first, of those alike in the order of keys."""
    members = {kind: set(keys) for kind, keys in clusters.of_kinds(level).items()}
    pairs: dict[float, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for kind in members:
        for other, total in clusters.kinds.near(kind).items():
            if total >= THRESHOLD and other in members:
                pairs[total][kind].append(other)
    for total in sorted(pairs, reverse=True):
        near = pairs[total]
        for a in sorted(key for kind in near for key in members[kind]):
            partners = set().union(*(members[other] for other in near[clusters.kind[a]])) - clusters.of[a].keys
            yield from ((a, b) for b in sorted(partners) if a < b and a[:2] != b[:2])


def _attach(level: Iterable[Key], done: set[Key], clusters: _Clusters) -> None:
    """Join each vague claim to the one meeting that it fits best, the surest first.

    A claim that has found its meeting may leave to another claim of its document only one: rounds go on as long as some join.
    """
    waiting = list(level)
    precise = clusters.of_kinds(done)
    while done:
        chosen = sorted(found for key in waiting if (found := _best(key, precise, clusters)) is not None)
        joined = {key for _, key, target in chosen if clusters.join(target, key)}
        if not joined:
            return
        waiting = [key for key in waiting if key not in joined]


def _best(key: Key, precise: dict[int, list[Key]], clusters: _Clusters) -> tuple[float, Key, Key] | None:
    """How well (negative: the best sorts first) a vague claim fits the one cluster of more precise ones that it fits best."""
    own = clusters.of[key]
    totals: dict[_Cluster, float] = {}
    for kind, total in clusters.kinds.near(clusters.kind[key]).items():
        if total > THRESHOLD - MARGIN:
            for other in precise.get(kind, ()):
                cluster = clusters.of[other]
                totals[cluster] = max(total, totals.get(cluster, total))
    ranked = sorted((-total, min(cluster.keys)) for cluster, total in totals.items() if clusters.fit(own, cluster))
    if not ranked or -ranked[0][0] < THRESHOLD:
        return None
    rivals = {name for total, name in ranked[1:] if total - ranked[0][0] < MARGIN}
    if rivals and not (clusters.links.join and any(rivals | {ranked[0][1]} <= set(meeting) for meeting in clusters.meetings())):
        return None
    return ranked[0][0], key, ranked[0][1]


def _suggestions(clusters: _Clusters) -> tuple[tuple[Key, Key, Score], ...]:
    """Of each two meetings that may be one, the pair of claims that says so most."""
    best: dict[tuple[Key, Key], tuple[float, Key, Key]] = {}
    meetings = clusters.meetings()
    meeting_of = {key: meeting for meeting in meetings for key in meeting}
    members = clusters.of_kinds(clusters.told)
    for kind, keys in members.items():
        for other, total in clusters.kinds.near(kind).items():
            partners = members.get(other, ())
            if kind > other or all(meeting_of[key] is meeting_of[keys[0]] for key in (*keys, *partners)):
                continue
            for one in keys:
                for another in partners:
                    a, b = sorted((one, another))
                    left, right = meeting_of[a], meeting_of[b]
                    if left is right or a[:2] == b[:2]:
                        continue
                    low, high = sorted((left[0], right[0]))
                    best[low, high] = min(best.get((low, high), (-total, a, b)), (-total, a, b))
    pairs = {pair: told for pair, told in best.items() if not _forbidden(pair, meeting_of, clusters)}
    return tuple((a, b, clusters.score(a, b)) for _, (_, a, b) in sorted(pairs.items()))


def _forbidden(pair: tuple[Key, Key], meeting_of: dict[Key, tuple[Key, ...]], clusters: _Clusters) -> bool:
    return clusters.links.forbid(meeting_of[pair[0]], meeting_of[pair[1]])
