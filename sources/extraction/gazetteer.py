"""What the readers know of the world before they read: countries, organizations and cities, by every name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


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

    @classmethod
    def from_rows(cls, countries: Iterable[Row], organizations: Iterable[Row], cities: Iterable[Row]) -> Gazetteer:
        """Build from rows of the form of seeds/countries.json, seeds/organizations.json and seeds/cities.tsv."""
        raise NotImplementedError
