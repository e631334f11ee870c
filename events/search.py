"""Full-text and name search: the one place that says how words are indexed and how a query is read.

The `search` columns hold a `vector(...)`, filters compare them with a `query(...)`. Both sides are transliterated to ASCII, so
that "Çavuşoğlu", "Cavusoglu" and "cavusoglu" are one word, then stemmed as English.
"""

import re
from typing import Any

from anyascii import anyascii
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Func, IntegerField, Value
from django.dispatch import receiver

CONFIG = "english"

LONGEST_INDEXED = 300_000
"""Characters; a vector may hold 1 MB (PostgreSQL, Limitations of text search) and a lexeme costs more than its letters."""

NAME_SIMILARITY = 0.5
"""From which share of common trigrams (pg_trgm's word_similarity, 0 to 1) a spelling counts as another form of a name.

Two letters changed places in "Cavusoglu" leave 0.6, "Shoygu" for "Shoigu" 0.57, "Чавушоглу" for "Cavusoglu" 0.5. At 0.4 a name
of two words with two letters changed finds ten more of other people, and takes half as long again.
"""

_JOINED = re.compile(r"(?<=\w)-(?=\w)")


def words(*texts: str | None) -> str:
    """What is indexed of these texts."""
    return plain("\n".join(text for text in texts if text))[:LONGEST_INDEXED]


def vector(*texts: str | None) -> SearchVector:
    """The value of a `search` column for these texts; an expression to assign or to update with."""
    return SearchVector(Value(words(*texts)), config=CONFIG)


def query(text: str) -> SearchQuery:
    """What a reader asks for: all words; "quoted phrases"; `or`; `-word` for without."""
    return SearchQuery(plain(text), config=CONFIG, search_type="websearch")


class Neighbours(Func):
    """Which words stand side by side in a `search` column, or are to according to a query, as numbers (migration 0015).

    An index of words alone names every row that holds the words of a phrase somewhere, and each would have to be read.
    """

    function = "events_neighbours"
    output_field = ArrayField(IntegerField())


def has_phrases(text: str) -> bool:
    """Whether a reader asks for words that stand side by side."""
    return '"' in plain(text)


def plain(text: str) -> str:
    """The text in ASCII, as it is searched: letter by letter, be it by several or none.

    "al-Assad" and "al Assad" are the same two words; a dash in front of a word stays, it means "without".
    """
    return _JOINED.sub(" ", anyascii(text).replace("\0", " "))


@receiver(connection_created)
def set_name_similarity(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """The operator of the trigram index takes its threshold from the session."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(NAME_SIMILARITY)])
