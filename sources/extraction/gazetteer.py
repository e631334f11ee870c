"""What the readers know of the world before they read: countries, organizations and cities, by every name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from sources.extraction.name_keys import name_keys

Row = Mapping[str, Any]

# Names are cut into words and single other characters, so that "U.S.", "Guinea-Bissau" and "Moscow's" need no rules of their own.
PIECE = re.compile(r"\w+|[^\w\s]")
# Reading is English: names in other languages would only bring false friends ("Chine", "EAU").
READ_LANGUAGES = frozenset({"en", "mul"})


class Kind(StrEnum):
    """What a name of the gazetteer means."""

    COUNTRY = "country"
    DEMONYM = "demonym"
    SEAT = "seat"
    ORGANIZATION = "organization"
    CITY = "city"


class Named(NamedTuple):
    """A name found in a text: from where to where, how the gazetteer writes it, and what it may mean, by kind."""

    start: int
    end: int
    name: str
    kinds: frozenset[Kind]


class Names:
    """All names of a gazetteer as one trie over their pieces; built once, read by every document."""

    __slots__ = ("_root",)

    _END = ""  # no piece is empty, so this key never collides with one

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, name: str, kind: Kind) -> None:
        node = self._root
        for piece in PIECE.findall(name):
            node = node.setdefault(piece, {})
        if node is not self._root:
            known, kinds = node.get(self._END, (name, frozenset()))
            if known == name or not kinds:  # names that differ only in white space: the first is kept
                node[self._END] = (known, kinds | {kind})

    def find(self, text: str, start: int, end: int) -> Iterator[Named]:
        """The longest names in text[start:end], left to right, without overlap."""
        pieces = [(match.group(), match.start(), match.end()) for match in PIECE.finditer(text, start, end)]
        at = 0
        while at < len(pieces):
            node, found, after = self._root, None, at + 1
            for ahead in range(at, len(pieces)):
                piece = pieces[ahead][0]
                step = node.get(piece)
                if step is None and not piece.isascii():
                    step = node.get(_plain(piece))  # "Việt Nam"
                if step is None:
                    break
                node = step
                if self._END in node:
                    found, after = Named(pieces[at][1], pieces[ahead][2], *node[self._END]), ahead + 1
            if found is not None:
                yield found
            at = after


def _plain(piece: str) -> str:
    """A word without the marks on its letters."""
    return "".join(char for char in unicodedata.normalize("NFKD", piece) if not unicodedata.combining(char))


@dataclass(frozen=True, slots=True)
class City:
    """A city. `common`: its name is also an everyday word or a person's name, so that only "in X" means the place."""

    name: str
    country: str
    population: int
    common: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Look-up tables from a name, as newsrooms write it, to what it means. Names are compared letter by letter."""

    countries: Mapping[str, str]  # any name → alpha-2
    demonyms: Mapping[str, tuple[str, ...]]  # "Congolese" → ("CD", "CG")
    seats: Mapping[str, str]  # "Moscow", "Kremlin" → alpha-2: places that stand for a government
    capitals: Mapping[str, str]  # alpha-2 → capital
    organizations: Mapping[str, str]  # any name → slug
    short_forms: Mapping[str, str]  # slug → "UN"
    members: Mapping[str, frozenset[str]]  # slug → alpha-2 codes
    cities: Mapping[str, tuple[City, ...]]  # any name → cities, the largest first
    country_names: Mapping[str, str]  # alpha-2 → the usual English name
    # Who is known to hold office somewhere, by full name or by a surname of one country's officials only, in small plain letters.
    # It only tips the scale where a document names an official without a country.
    officials: Mapping[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names, compare=False, repr=False)

    @classmethod
    def from_rows(
        cls, countries: Iterable[Row], organizations: Iterable[Row], cities: Iterable[Row], officials: Iterable[Row] = ()
    ) -> Gazetteer:
        """Build from rows of the form of seeds/countries.json, seeds/organizations.json and seeds/cities.tsv.

        Rows of `officials` hold "name" and "country" (alpha-2), such as the seeds of tenures give.
        """
        names = Names()
        by_name: dict[str, str] = {}
        demonyms: dict[str, tuple[str, ...]] = {}
        seats: dict[str, str] = {}
        capitals: dict[str, str] = {}
        usual: dict[str, str] = {}
        for row in countries:
            code = row["code"]
            usual[code] = row["name"]
            if row.get("capital"):
                capitals[code] = row["capital"]
            for name in (row["name"], *_read_names(row)):
                by_name.setdefault(name, code)
                names.add(name, Kind.COUNTRY)
            for demonym in row.get("demonyms", ()):
                demonyms[demonym] = tuple(dict.fromkeys((*demonyms.get(demonym, ()), code)))
                names.add(demonym, Kind.DEMONYM)
            for seat in row.get("seats", ()):
                seats.setdefault(seat, code)
                names.add(seat, Kind.SEAT)
        slugs: dict[str, str] = {}
        short_forms: dict[str, str] = {}
        members: dict[str, frozenset[str]] = {}
        for row in organizations:
            slug = row["slug"]
            short_forms[slug] = row["short"]
            members[slug] = frozenset(row.get("members", ()))
            for name in (row["short"], *([row["name"]] if row.get("name") else ()), *_read_names(row)):
                for written in _spellings(name):
                    slugs.setdefault(written, slug)
                    names.add(written, Kind.ORGANIZATION)
        return cls(
            countries=by_name,
            demonyms=demonyms,
            seats=seats,
            capitals=capitals,
            organizations=slugs,
            short_forms=short_forms,
            members=members,
            cities=_cities(cities, names),
            country_names=usual,
            officials=_officials(officials),
            names=names,
        )


def _read_names(row: Row) -> Iterator[str]:
    for name in row.get("names", ()):
        if isinstance(name, str):
            yield name
        elif name.get("language", "en") in READ_LANGUAGES:
            yield name["name"]


def _spellings(name: str) -> set[str]:
    """A body's name with the British and the American spelling."""
    return {name, name.replace("isation", "ization"), name.replace("ization", "isation")}


def _officials(rows: Iterable[Row]) -> dict[str, str]:
    """Full names, and surnames where they point to one country only."""
    known: dict[str, set[str]] = {}
    for row in rows:
        keys = name_keys(row["name"])
        if keys and row.get("country"):
            known.setdefault(" ".join(keys), set()).add(row["country"])
            known.setdefault(keys[-1], set()).add(row["country"])
    return {key: next(iter(codes)) for key, codes in known.items() if len(codes) == 1}


def _cities(rows: Iterable[Row], names: Names) -> dict[str, tuple[City, ...]]:
    cities: dict[str, list[City]] = {}
    for row in rows:
        city = City(
            name=row["name"],
            country=row["country"],
            population=int(row.get("population") or 0),
            common=str(row.get("common") or "").strip().lower() in {"1", "true", "yes", "common"},
        )
        others = row.get("alternates") or ""
        for name in (city.name, *(part.strip() for part in others.split("|") if part.strip())):
            cities.setdefault(name, []).append(city)
            names.add(name, Kind.CITY)
    return {name: tuple(sorted(found, key=lambda city: -city.population)) for name, found in cities.items()}
