"""Precision, recall and F1 of readings, per kind and field. The measures are explained in docs/accuracy.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from events.names import fold
from sources.evaluation import likeness
from sources.evaluation.likeness import Item

RECORD = ("parties", "status", "mode", "start_date", "country", "level")  # what must be right for a meeting to be right
FIELDS = ("start_date", "city", "country", "status", "mode", "level", "portfolios", "parties", "prominence")
EMPTY: Item = {"meetings": [], "statements": [], "persons": [], "published": None}


@dataclass(slots=True)
class Count:
    """How many were expected, how many found, how many of both are the same."""

    hits: int = 0
    expected: int = 0
    found: int = 0

    def add(self, hits: int, expected: int, found: int) -> None:
        self.hits, self.expected, self.found = self.hits + hits, self.expected + expected, self.found + found

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else float(self.expected == 0)

    @property
    def recall(self) -> float:
        return self.hits / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision + self.recall else 0.0


@dataclass(slots=True)
class Scores:
    """All measures over a corpus."""

    documents: int = 0
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    fields: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    sure: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    """Of meetings and statements, where readings tell it: how sure the reading was, and whether it was right."""
    told: list[tuple[str, str, str | None]] = field(default_factory=list)  # document, expected event, event read

    def overall(self) -> float:
        """The mean of the seven parts that make up a reading, as docs/accuracy.md lists them."""
        kinds = ("meetings", "participants", "statements", "persons", "same event across documents")
        parts = [self.counts[kind].f1 for kind in kinds]
        parts.append(sum(self.fields[name].recall for name in FIELDS) / len(FIELDS) * self.counts["meetings"].recall)
        about = (self.fields["statement kind"].recall + self.fields["statement meeting"].recall) / 2
        parts.append(about * self.counts["statement spans"].recall)
        return sum(parts) / len(parts)


def score(corpus: Iterable[tuple[str, Item]], readings: Mapping[str, Item]) -> Scores:
    """Score readings against annotations, each by the document's id. A document that was not read counts as read empty."""
    scores = Scores()
    for name, expected in corpus:
        found = readings.get(name, EMPTY)
        scores.documents += 1
        published = expected["published"] == found.get("published")
        scores.fields["published"].add(published, 1, 1)
        events = _score_meetings(scores, name, expected, found)
        _score_statements(scores, expected, found, events)
        pairs = likeness.pairs(expected["persons"], found["persons"], likeness.person)
        scores.counts["persons"].add(len(pairs), len(expected["persons"]), len(found["persons"]))
        scores.fields["country of persons"].add(sum(e["country"] == f["country"] for e, f in pairs), len(pairs), len(pairs))
    _score_events(scores)
    return scores


def _score_meetings(scores: Scores, name: str, expected: Item, found: Item) -> dict[str, str]:
    pairs = likeness.pairs(expected["meetings"], found["meetings"], likeness.meeting)
    scores.counts["meetings"].add(len(pairs), len(expected["meetings"]), len(found["meetings"]))
    named = Count(0, sum(len(m["persons"]) for m in expected["meetings"]), sum(len(m["persons"]) for m in found["meetings"]))
    for e, f in pairs:
        for field_name in FIELDS:
            scores.fields[field_name].add(_agrees(field_name, e, f), 1, 1)
        people = [[{"name": person} for person in item["persons"]] for item in (e, f)]
        named.hits += len(likeness.pairs(people[0], people[1], likeness.person))
    right = [f for e, f in pairs if all(_agrees(name, e, f) for name in RECORD)]
    _weigh(scores, "meetings", found["meetings"], right)
    scores.counts["participants"].add(named.hits, named.expected, named.found)
    read_as = {e["event"]: f["event"] for e, f in pairs}
    scores.told += [(name, m["event"], read_as.get(m["event"])) for m in expected["meetings"]]
    return read_as


def _weigh(scores: Scores, kind: str, found: Sequence[Item], right: Sequence[Item]) -> None:
    held = {id(item) for item in right}
    scores.sure[kind] += [(item["confidence"], id(item) in held) for item in found if "confidence" in item]


def _agrees(name: str, expected: Item, found: Item) -> bool:
    if name == "parties":
        return likeness.parties(expected) == likeness.parties(found)
    if name == "city":
        return fold(expected["city"] or "") == fold(found["city"] or "")
    if name == "portfolios":
        return set(expected[name]) == set(found[name])
    return bool(expected[name] == found[name])


def _score_statements(scores: Scores, expected: Item, found: Item, events: Mapping[str, str]) -> None:
    wanted, given = expected["statements"], found["statements"]
    pairs = likeness.pairs(wanted, given, likeness.statement)
    _weigh(scores, "statements", given, [f for e, f in pairs if likeness.same_speaker(e, f) and e["kind"] == f["kind"]])
    scores.counts["statement spans"].add(len(pairs), len(wanted), len(given))
    scores.counts["statements"].add(sum(likeness.same_speaker(e, f) for e, f in pairs), len(wanted), len(given))
    scores.fields["statement kind"].add(sum(e["kind"] == f["kind"] for e, f in pairs), len(pairs), len(pairs))
    about = sum(events.get(e["event"]) == f["event"] for e, f in pairs)
    scores.fields["statement meeting"].add(about, len(pairs), len(pairs))


def _score_events(scores: Scores) -> None:
    """Of any two documents' tellings: are those of one event, and only those, held together?"""
    total: Counter[str] = Counter()
    for (one, event, read), (other, other_event, other_read) in combinations(scores.told, 2):
        if one == other:
            continue
        same, held = event == other_event, read is not None and read == other_read
        total.update(hits=same and held, expected=same, found=held)
    scores.counts["same event across documents"] = Count(total["hits"], total["expected"], total["found"])
