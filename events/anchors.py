"""What a decision binds: claims, names and statements as documents tell them, found again after any re-reading. Pure.

Rows come and go with every reading, so a decision names the evidence instead. An anchor that nothing resembles any more binds
nothing, until a reading brings the like back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self, TypeVar

P = TypeVar("P", bound=Hashable)


@dataclass(frozen=True, slots=True, order=True)
class ClaimAnchor:
    """One document's telling of a meeting.

    `start` is the date as far as it is told: "2023-04-25", "2023-04", "--04-25", or empty. `alone` says that the document told
    of no other meeting of these parties, so that another date is a correction and not another meeting.
    """

    document: str  # external id
    ordinal: int
    entities: tuple[str, ...]
    start: str
    alone: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        return cls(**{**told, "entities": tuple(told["entities"])})

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"entities": list(self.entities)}

    def find(self, present: Iterable[ClaimAnchor]) -> ClaimAnchor | None:
        """The claim among those of the document now that is this one."""
        alike = [claim for claim in present if self._may_be(claim)]
        return max(alike, key=self._likeness) if alike else None

    def _may_be(self, other: ClaimAnchor) -> bool:
        if self.entities == other.entities:
            return _compatible(self.start, other.start) or (self.alone and other.alone)
        shared = len(set(self.entities) & set(other.entities))
        return (shared >= 2 or (shared == 1 and self.start == other.start != "")) and _compatible(self.start, other.start)

    def _likeness(self, other: ClaimAnchor) -> tuple[bool, bool, bool, int, int, ClaimAnchor]:
        shared = len(set(self.entities) & set(other.entities))
        exact = self.entities == other.entities
        near = -abs(self.ordinal - other.ordinal)
        return exact, self.start == other.start, _compatible(self.start, other.start), shared, near, other


def _compatible(a: str, b: str) -> bool:
    """Whether two dates can be one that is told more or less fully."""
    shorter, longer = sorted((a, b), key=len)
    return longer.startswith(shorter) or (shorter.startswith("--") and longer.endswith(shorter[1:]))


@dataclass(frozen=True, slots=True, order=True)
class StatementAnchor:
    """Speech as one document tells it."""

    document: str  # external id
    start: int
    text: str
    kind: str

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        return cls(**told)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def find(self, present: Iterable[StatementAnchor]) -> StatementAnchor | None:
        """The statement among those of the document now that is this one; its borders may have been read anew."""
        alike = [s for s in present if s.text in self.text or self.text in s.text]
        return max(alike, key=lambda s: (s.text == self.text, s.kind == self.kind, -abs(s.start - self.start))) if alike else None


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as documents write it, with the country and the organization that they give its bearer."""

    name: str
    country: str | None
    organization: str | None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.name, self.country or "", self.organization or ""


@dataclass(frozen=True, slots=True)
class PersonAnchor:
    """A person by the spellings of documents; one of reference data by what is known there, too.

    `known` is {"id", "wikidata", "name", "country"}; `names` are further spellings of reference data.
    """

    spellings: tuple[Spelling, ...]
    known: Mapping[str, Any] | None = None
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        spellings = tuple(Spelling(**spelling) for spelling in told["spellings"])
        return cls(spellings, told.get("known"), tuple(told.get("names", ())))

    def as_json(self) -> dict[str, Any]:
        return {"spellings": [asdict(s) for s in self.spellings], "known": self.known, "names": list(self.names)}


@dataclass(frozen=True, slots=True)
class MentionAnchor:
    """A person as one document names him or her."""

    document: str  # external id
    spelling: Spelling

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        return cls(told["document"], Spelling(told["name"], told["country"], told["organization"]))

    def as_json(self) -> dict[str, Any]:
        return {"document": self.document, **asdict(self.spelling)}


def home(places: Iterable[P | None]) -> P | None:
    """Where most of what an anchor names is now; of two alike, the one that is named first. None where nothing is anywhere.

    This is the one rule by which a decision about a record follows its evidence.
    """
    return next(iter(ranked(places)), None)


def ranked(places: Iterable[P | None]) -> list[P]:
    """Where what an anchor names is now, the most of it first; of two alike, the one that is named first."""
    counted = Counter(place for place in places if place is not None)
    return sorted(counted, key=lambda place: -counted[place])


def evidence_of(told: Any) -> set[str]:
    """What the anchors within a decision's anchor and payload hang on: "document …" and "name …", for an index."""
    found: set[str] = set()
    if isinstance(told, Mapping):
        if "document" in told:
            found.add(on_document(told["document"]))
        if "spellings" in told:
            known = told.get("known") or {}
            names = {s["name"] for s in told["spellings"]} | set(told.get("names", ())) | ({known["name"]} if known else set())
            found |= {on_name(name) for name in names}
        elif {"name", "organization"} <= set(told):
            found.add(on_name(told["name"]))
        for value in told.values():
            found |= evidence_of(value)
    elif isinstance(told, list | tuple):
        for value in told:
            found |= evidence_of(value)
    return found


def on_document(external_id: str) -> str:
    return f"document {external_id}"


def on_name(name: str) -> str:
    return f"name {name}"
