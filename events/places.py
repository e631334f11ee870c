"""Where cities lie: the rows of seeds/cities.tsv, and which of them are near a point.

The record holds a city by its usual name. Where that lies is reference data, the same for each meeting there.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from django.conf import settings

from events.names import fold

CITIES = Path(settings.BASE_DIR) / "seeds" / "cities.tsv"
EARTH = 6_371.0
"""Mean radius in kilometres (IUGG)."""


@dataclass(frozen=True)
class Point:
    """Degrees, north and east positive."""

    latitude: float
    longitude: float

    def distance(self, other: Point) -> float:
        """Kilometres along the great circle (the haversine formula)."""
        here, there = radians(self.latitude), radians(other.latitude)
        across = sin(radians(other.longitude - self.longitude) / 2)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * across**2
        return 2 * EARTH * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True)
class Place:
    """A city; `spellings` begin with the usual one, which meetings have."""

    spellings: tuple[str, ...]
    country: str
    population: int
    point: Point


def city_rows() -> list[dict[str, str]]:
    """The rows of the file."""
    with CITIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


def places_named(name: str, country: str | None = None) -> list[Place]:
    """The cities of this name in any of its spellings, in the country where one is told; the most populous first."""
    found = {place for place in _by_name().get(fold(name), ()) if country in (None, place.country)}
    return sorted(found, key=lambda place: (-place.population, place.country))


def places_near(point: Point, kilometres: float) -> list[Place]:
    """The cities within the distance."""
    margin = kilometres / EARTH * 57.3 + 0.01  # degrees of latitude: most are told apart by these alone
    near = (place for place in _places() if abs(place.point.latitude - point.latitude) <= margin)
    return [place for place in near if place.point.distance(point) <= kilometres]


@lru_cache(maxsize=1)
def _places() -> list[Place]:
    return list(dict.fromkeys(place for places in _by_name().values() for place in places))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[Place]]:
    """Places by each spelling, folded. Those whose position is not known are left out."""
    found: dict[str, list[Place]] = defaultdict(list)
    for row in city_rows():
        if row["latitude"]:
            point = Point(float(row["latitude"]), float(row["longitude"]))
            spellings = tuple(name for name in (row["name"], *row["alternates"].split("|")) if name)
            place = Place(spellings, row["country"], int(row["population"] or 0), point)
            for spelling in {fold(name) for name in spellings}:
                found[spelling].append(place)
    return found
