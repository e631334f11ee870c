"""Full-text and name search: the one place that says how words are indexed and how a query is read.

Services fill the `search` columns by `index_…`, filters compare them with `query(...)`. Both sides are transliterated to
ASCII, so that "Çavuşoğlu", "Cavusoglu" and "cavusoglu" are one word, then stemmed as English.
"""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from anyascii import anyascii
from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Value
from django.dispatch import receiver

CONFIG = "english"

LONGEST_INDEXED = 300_000
"""Characters; a vector may hold 1 MB (PostgreSQL, Limitations of text search) and a lexeme costs more than its letters."""

NAME_SIMILARITY = 0.4
"""From which share of common trigrams (pg_trgm's word_similarity, 0 to 1) a spelling counts as another form of a name.

Two letters changed places in "Cavusoglu" leave 0.6, "Shoygu" for "Shoigu" 0.57, "Чавушоглу" for "Cavusoglu" 0.5.
"""

_JOINED = re.compile(r"(?<=\w)-(?=\w)")


def vector(*texts: str | None) -> SearchVector:
    """The value of a `search` column for these texts; an expression to assign or to update with."""
    words = _plain("\n".join(text for text in texts if text))
    return SearchVector(Value(words[:LONGEST_INDEXED]), config=CONFIG)


def query(text: str) -> SearchQuery:
    """What a reader asks for: all words; "quoted phrases"; `or`; `-word` for without."""
    return SearchQuery(_plain(text), config=CONFIG, search_type="websearch")


def index_meetings(ids: Iterable[UUID]) -> None:
    """Title, city and the names of the participants."""
    meetings = apps.get_model("events", "Meeting").objects.filter(pk__in=list(ids)).prefetch_related("participations__person")
    for meeting in meetings:
        names = sorted(p.person.name for p in meeting.participations.all())
        meeting.search = vector(meeting.title, meeting.city, *names)
    meetings.model.objects.bulk_update(meetings, ["search"], batch_size=100)


def index_statements(ids: Iterable[UUID]) -> None:
    """The words as the document has them."""
    statements = apps.get_model("events", "Statement").objects.filter(pk__in=list(ids)).only("text")
    for statement in statements:
        statement.search = vector(statement.text)
    statements.model.objects.bulk_update(statements, ["search"], batch_size=100)


def index_documents(ids: Iterable[UUID]) -> None:
    """Title and text."""
    documents = apps.get_model("events", "Document").objects.filter(pk__in=list(ids)).only("title", "text")
    for document in documents.iterator(chunk_size=10):
        document.search = vector(document.title, document.text)
        document.save(update_fields=["search"])


def _plain(text: str) -> str:
    # "al-Assad" and "al Assad" are the same two words; a dash in front of a word stays, it means "without".
    return _JOINED.sub(" ", anyascii(text).replace("\0", " "))


@receiver(connection_created)
def set_name_similarity(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """The operator of the trigram index takes its threshold from the session."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(NAME_SIMILARITY)])
