"""From scored pairs of claims to meetings: a function of the set of claims alone, never of their order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from sources.reconciliation.comparing import IMPOSSIBLE, SUGGESTION, THRESHOLD, Candidate, Score, compare

MARGIN = 0.75  # by how much the best meeting must beat the next for a vague claim to be it
Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Decision:
    """Clusters of claims, each one meeting, and the pairs of clusters that an editor should judge."""

    clusters: tuple[tuple[Key, ...], ...]
    suggestions: tuple[tuple[Key, Key, Score], ...] = field(default=())  # the best pair of claims of two clusters


class _Clusters:
    """Disjoint sets of claims in which no pair is impossible."""

    def __init__(self, candidates: Iterable[Candidate], scores: Mapping[tuple[Key, Key], Score]) -> None:
        self.of = {c.key: {c.key} for c in candidates}
        self.scores = scores

    def score(self, a: Key, b: Key) -> float:
        return self.scores[(a, b) if a < b else (b, a)].total

    def fit(self, left: set[Key], right: set[Key]) -> bool:
        return all(self.score(a, b) > IMPOSSIBLE for a in left for b in right)

    def join(self, a: Key, b: Key) -> bool:
        """Join the clusters of two claims unless they are one already or some pair forbids it."""
        left, right = self.of[a], self.of[b]
        if left is right or not self.fit(left, right):
            return False
        left |= right
        for key in right:
            self.of[key] = left
        return True


def decide(candidates: Sequence[Candidate]) -> Decision:
    """Group claims into meetings.

    Claims that tell the day are joined first, the surest pairs before the others. Then, from the more to the less precise,
    each vaguer claim joins the one meeting that it fits best; where two fit alike the question stays open: an open question is
    not answered by a guess.
    """
    by_key = {c.key: c for c in sorted(candidates, key=lambda c: c.key)}
    scores = {(a, b): compare(by_key[a], by_key[b]) for a, b in combinations(by_key, 2)}
    clusters = _Clusters(by_key.values(), scores)
    done: set[Key] = set()
    for precision in (3, 2, 1, 0):
        level = [key for key, c in by_key.items() if c.precision == precision]
        if done:
            for key, target in _attachments(level, done, clusters):
                clusters.join(target, key)
        pairs = sorted(
            ((a, b) for a, b in combinations(level, 2) if scores[a, b].total >= THRESHOLD),
            key=lambda pair: (-scores[pair].total, pair),
        )
        for a, b in pairs:
            clusters.join(a, b)
        done.update(level)
    distinct = {min(cluster): tuple(sorted(cluster)) for cluster in clusters.of.values()}
    return Decision(tuple(distinct[key] for key in sorted(distinct)), _suggestions(scores, clusters))


def _attachments(level: Sequence[Key], done: set[Key], clusters: _Clusters) -> list[tuple[Key, Key]]:
    """Each vague claim with a member of the one cluster of more precise claims that it belongs to, the surest first."""
    found = []
    for key in level:
        best: dict[Key, float] = {}
        for other in done:
            cluster = clusters.of[other]
            if clusters.fit({key}, cluster & done):
                name = min(cluster)
                best[name] = max(best.get(name, IMPOSSIBLE), clusters.score(key, other))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        if ranked and ranked[0][1] >= THRESHOLD and (len(ranked) < 2 or ranked[0][1] - ranked[1][1] >= MARGIN):
            found.append((-ranked[0][1], key, ranked[0][0]))
    return [(key, target) for _, key, target in sorted(found)]


def _suggestions(scores: Mapping[tuple[Key, Key], Score], clusters: _Clusters) -> tuple[tuple[Key, Key, Score], ...]:
    best: dict[tuple[Key, Key], tuple[Key, Key, Score]] = {}
    for (a, b), score in sorted(scores.items()):
        if score.total < SUGGESTION or clusters.of[a] is clusters.of[b]:
            continue
        low, high = sorted((min(clusters.of[a]), min(clusters.of[b])))
        if (low, high) not in best or best[low, high][2].total < score.total:
            best[low, high] = (a, b, score)
    return tuple(best[pair] for pair in sorted(best))
