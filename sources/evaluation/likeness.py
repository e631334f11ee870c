"""When an item of a reading and an item of an annotation are the same thing. Items are the JSON objects of the corpus form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from events.names import fold

Item = Mapping[str, Any]
LEAST_PARTIES = 0.5  # shared parties of all parties: below, two meetings are not the same one
LEAST_WORDS = 0.5  # F1 of the words of two statements, likewise
_BODY = frozenset({"the", "of", "s", "and", "ministry", "department"})  # words that do not tell institutions apart


def pairs(expected: Sequence[Item], found: Sequence[Item], likeness: Callable[[Item, Item], float]) -> list[tuple[Item, Item]]:
    """One-to-one pairs, the most alike first; a likeness of 0 is no pair."""
    ranked = sorted((-score, i, j) for i, e in enumerate(expected) for j, f in enumerate(found) if (score := likeness(e, f)) > 0)
    left, right, chosen = set(range(len(expected))), set(range(len(found))), []
    for _, i, j in ranked:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            chosen.append((expected[i], found[j]))
    return chosen


def parties(meeting: Item) -> frozenset[str]:
    """Countries and organizations together."""
    return frozenset(meeting["parties"]) | {fold(name) for name in meeting["organizations"]}


def meeting(expected: Item, found: Item) -> float:
    """Enough parties in common, then how far date, city and status agree."""
    a, b = parties(expected), parties(found)
    shared = len(a & b) / len(a | b) if a or b else 0.0
    if shared < LEAST_PARTIES:
        return 0.0
    place = 0.5 * (fold(expected["city"] or "") == fold(found["city"] or ""))
    life: float = 0.5 * (expected["status"] == found["status"])
    day = _day(expected["start_date"], found["start_date"])
    return shared + day + place + life


def _day(a: str | None, b: str | None) -> float:
    if a == b:
        return 1.0
    if not a or not b or a.startswith(b) or b.startswith(a):
        return 0.5
    if len(a) != 10 or len(b) != 10:
        return 0.0
    return 0.5 * (abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= 1)


def statement(expected: Item, found: Item) -> float:
    """Enough words in common; the right speaker decides between two that are alike."""
    a, b = (Counter(re.findall(r"\w+", fold(item["text"]))) for item in (expected, found))
    shared = (a & b).total()
    overlap = 2 * shared / (a.total() + b.total()) if shared else 0.0
    return overlap + 0.25 * same_speaker(expected, found) if overlap >= LEAST_WORDS else 0.0


def same_speaker(expected: Item, found: Item) -> bool:
    """The same person; or an institution of the same country with a telling word in common."""
    if expected["speaker"] or found["speaker"]:
        return same_person(expected["speaker"], found["speaker"])
    a, b = (set(fold(item["institution"] or "").split()) - _BODY for item in (expected, found))
    return expected["country"] == found["country"] and (bool(a & b) or not (a or b))


def same_person(a: str | None, b: str | None) -> bool:
    """All words of the shorter name stand in the longer one, which has at most three more."""
    shorter, longer = sorted((fold(a or "").split(), fold(b or "").split()), key=len)
    return bool(shorter) and set(shorter) <= set(longer) and len(longer) - len(shorter) <= 3


def person(expected: Item, found: Item) -> float:
    """The same person; the same form of the name and the same country decide between two."""
    if not same_person(expected["name"], found["name"]):
        return 0.0
    return 1.0 + (fold(expected["name"]) == fold(found["name"])) + 0.5 * (expected.get("country") == found.get("country"))
