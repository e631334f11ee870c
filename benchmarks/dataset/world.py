"""What the meetings of the set are drawn from: persons, countries, cities and words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Self

from benchmarks.dataset.words import Zipf, persons, vocabulary
from events.names import fold, keys

SEED = "chancery"
WORDS = 20_000
CITIES = 4
"""Of each country."""


@dataclass(frozen=True)
class Someone:
    """A person, with another spelling of the name."""

    number: int
    name: str
    spelling: str
    country: str

    @property
    def spellings(self) -> list[str]:
        return sorted({self.name, self.spelling})

    @property
    def folded(self) -> str:
        """All spellings, folded, one a line."""
        return "\n".join(dict.fromkeys(map(fold, self.spellings)))

    @property
    def keys(self) -> list[str]:
        return sorted({key for name in self.spellings for key in keys(name)})


@dataclass(frozen=True)
class World:
    """The persons of each country, the countries (the first have most meetings), cities by country, organizations, words."""

    people: dict[str, Zipf[Someone]]
    countries: Zipf[str]
    cities: dict[str, list[str]]
    slugs: Sequence[str]
    words: Zipf[str]

    @classmethod
    def of(cls, persons: Sequence[Someone], codes: Sequence[str], slugs: Sequence[str]) -> Self:
        random = Random(f"{SEED} world")
        people: dict[str, list[Someone]] = {code: [] for code in codes}
        for person in persons:
            people[person.country].append(person)
        inhabited = [code for code in codes if people[code]]
        words = vocabulary(WORDS, random)
        names = [word.title() for word in words[-CITIES * len(codes) :]]
        cities = {code: names[CITIES * n : CITIES * (n + 1)] for n, code in enumerate(codes)}
        return cls(
            {code: Zipf(people[code], 5) for code in inhabited}, Zipf(inhabited, 3), cities, slugs, Zipf(words, 25)
        )


def inhabitants(number: int, codes: Sequence[str]) -> Iterator[Someone]:
    """So many persons of these countries."""
    random = Random(f"{SEED} persons")
    countries = Zipf(codes, 3)
    for place, (name, spelling) in enumerate(persons(number, random)):
        yield Someone(place, name, spelling, countries.draw(random))
