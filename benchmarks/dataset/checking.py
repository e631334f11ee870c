"""Whether what the set shows is what the serializers would give."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from events.publishing.forms import FORMS, Form, written
from events.search import words

SAMPLE = 25
"""Records of each resource."""


class SetError(Exception):
    """The set is not what the code would make: it is to be built anew."""


def check_published() -> int:
    """Compare a sample of the published form with what the serializers give. Returns how many; SetError where they differ."""
    return sum(_check(form) for form in FORMS.values())


def _check(form: type[Form]) -> int:
    count, table = 0, form.published._meta.db_table
    for row in _sample(form):
        (rendered,) = form.render([row.record])
        assert rendered.body is not None
        shown = json.loads(written(rendered.body))
        if written(shown) != row.body:
            raise SetError(f"{table} {row.record} is published as {row.body}, but would be as {written(shown)}")
        wrong = [name for name, value in rendered.columns.items() if getattr(row, name) != value]
        if wrong:
            raise SetError(f"{table} {row.record}: {', '.join(wrong)} are published otherwise")
        if rendered.searched and _lexemes(words(*rendered.searched)) != row.search:
            raise SetError(f"{table} {row.record}: its words are published otherwise")
        count += 1
    return count


def _sample(form: type[Form]) -> Iterator[Any]:
    current = form.published._default_manager.filter(until__isnull=True, body__isnull=False).order_by("position")
    total, first = current.count(), current[0].position
    for n in range(SAMPLE):  # the set's own positions follow each other without gaps, before those of the reference data
        yield from current.filter(position__gte=first + n * total // SAMPLE)[:1]


def _lexemes(text: str) -> str:
    """What PostgreSQL indexes of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('english', %s::text)::text", [text])
        return str(cursor.fetchone()[0])
