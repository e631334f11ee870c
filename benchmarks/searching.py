"""How long single requests take: words, phrases and misspelt names, one after the other over one connection."""

from collections.abc import Sequence
from random import Random
from urllib.parse import quote

from benchmarks.dataset.loading import number_of_persons
from benchmarks.dataset.rows import PERSON, STATEMENT, STATEMENTS, identifier
from benchmarks.dataset.words import misspelt
from benchmarks.dataset.world import SEED
from benchmarks.load import Reader
from events.models import Person, Statement

NEWEST = 20
OCCURRING = 0.5
"""Share of the words that are drawn as often as they occur; the rest are drawn from all words alike, most of which are rare."""


def words(meetings: int, number: int) -> list[str]:
    """So many words of the statements."""
    random = Random(f"{SEED} words")
    texts = _texts(random, meetings, 20 * number)
    known = sorted({word for text in texts for word in text})
    return [random.choice(random.choice(texts) if random.random() < OCCURRING else known) for _ in range(number)]


def phrases(meetings: int, number: int) -> list[str]:
    """So many phrases of two or three words of the statements."""
    random = Random(f"{SEED} phrases")
    found = []
    for text in _texts(random, meetings, number):
        length = random.choice((2, 3))
        start = random.randrange(len(text) - length)
        found.append(f'"{" ".join(text[start : start + length])}"')
    return found


def misspelt_names(meetings: int, number: int) -> list[str]:
    """So many names of persons, two letters of each having changed places."""
    random = Random(f"{SEED} misspelt")
    keys = [identifier(PERSON, random.randrange(number_of_persons(meetings))) for _ in range(number)]
    return [misspelt(name, random) for name in Person.objects.filter(pk__in=keys).order_by("pk").values_list("name", flat=True)]


def milliseconds(host: str, path: str, queries: Sequence[str]) -> list[float]:
    """Of each query; `path` ends where its text is to stand.."""
    reader = Reader(host)
    return [reader.get(path + quote(query))[2] for query in queries]


def _texts(random: Random, meetings: int, number: int) -> list[list[str]]:
    """Words of so many statements."""
    keys = [identifier(STATEMENT, random.randrange(meetings * STATEMENTS)) for _ in range(number)]
    texts = Statement.objects.filter(pk__in=keys).order_by("pk").values_list("text", flat=True)
    return [[word.strip('".,').lower() for word in text.split()] for text in texts]
