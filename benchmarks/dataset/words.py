"""Invented words and names. The same seed gives the same ones."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

import numpy

from events.names import fold

T = TypeVar("T")
STREAMED = 10_000
"""Members of a stream that are drawn at once."""

ONSETS = "b d f g h j k l m n p r s t v z b d g k l m n r s t v br dr kr pr tr st sk sh ch zh".split()
VOWELS = "a e i o u a e i o u ai ei ou ia".split()
CODAS = ["", "", "", "", "", "", "", "n", "r", "l", "s", "t", "m", "k", "nd", "rt"]
ENDINGS = "ov enko idze ian oglu sen ez ini ano ari eva uri ska ansi escu aite ullah ko ngo beta".split()
ACCENTED = str.maketrans({"o": "ö", "u": "ü", "s": "ş", "c": "ç", "z": "ž", "e": "é"})
COMMON = (
    "talks border agreement minister trade security region support ceasefire visit cooperation energy grain corridor summit "
    "delegation treaty dialogue sanctions refugees investment gas pipeline army withdrawal election parliament embassy"
).split()


class Zipf(Generic[T]):
    """Draws from a list whose first members are the most frequent: the n-th as 1 / (n + shift) (Zipf, Mandelbrot)."""

    def __init__(self, members: Sequence[T], shift: float) -> None:
        self.members = members
        self._weights = list(accumulate(1 / (rank + shift) for rank in range(1, len(members) + 1)))

    def draw(self, random: Random) -> T:
        return self.draws(random, 1)[0]

    def draws(self, random: Random, number: int) -> list[T]:
        """So many members, independent of each other."""
        return random.choices(self.members, cum_weights=self._weights, k=number)

    def stream(self, random: Random) -> Iterator[T]:
        """Members without end, ten times as fast."""
        source = numpy.random.default_rng(random.getrandbits(64))
        weights = numpy.array(self._weights)
        while True:
            for place in numpy.searchsorted(weights, source.random(STREAMED) * weights[-1]).tolist():
                yield self.members[place]


def vocabulary(size: int, random: Random) -> list[str]:
    """Distinct words of two to four syllables, behind some that are common in the field."""
    found = dict.fromkeys(COMMON)
    while len(found) < size:
        found[_word(random, random.randint(2, 4))] = None
    return list(found)


def persons(number: int, random: Random) -> list[tuple[str, str]]:
    """Distinct names, each with another spelling: ("Traina Köskidze", "Traina Koskidze")."""
    given = vocabulary(2_000, random)[len(COMMON) :]
    found: dict[str, str] = {}
    while len(found) < number:
        family = _word(random, random.randint(1, 3)) + random.choice(ENDINGS)
        name = f"{random.choice(given).title()} {family.title()}"
        plain = name.replace("zh", "j").replace("ts", "c")
        accented = name if random.random() < 0.6 else name.translate(ACCENTED)
        found.setdefault(accented, plain if plain != accented else name.replace("i", "y"))
    return list(found.items())


def misspelt(name: str, random: Random) -> str:
    """The name in lower case with two neighbouring letters of one word changed places."""
    words = fold(name).split()
    at = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[at]
    place = random.randrange(1, max(2, len(word) - 2))
    words[at] = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    return " ".join(words)


def _word(random: Random, syllables: int) -> str:
    return "".join(random.choice(ONSETS) + random.choice(VOWELS) + random.choice(CODAS) for _ in range(syllables))
