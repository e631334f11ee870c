"""Many rows at once: lines of JSON go to COPY column by column.

Each column is looked at as a whole, by few steps that run through all its values: looking at each value for itself takes longer
than writing it. Only what is plain is copied. Whatever may be something else is left to `Rows.parse`, which knows all forms that
a value can have, and tells what is wrong with it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from math import isfinite
from operator import itemgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)
from psycopg import sql

from events.snapshots.storable import is_storable

Values = Sequence[Any]
Column = Callable[[Values], Values | None]
"""Gives what COPY takes for values, of which there are some and none is None; None where it is not plain that all are such."""


class Columns:
    """The columns of a table that lines tell. The others are as in a new row."""

    def __init__(self, model: type[Model], fields: Sequence[Field[Any, Any]]) -> None:
        self.model, self.fields = model, fields
        # Numbers that the database gives, and vectors, are not written.
        others = (f for f in model._meta.concrete_fields if f not in fields)
        self.others = [f for f in others if not isinstance(f, SearchVectorField | AutoField)]
        self._taken = itemgetter(*(f.name for f in fields))
        self._plain = [(_plain(f), f.null) for f in fields]

    def copy(self, lines: Collection[Mapping[str, Any]]) -> bool:
        """Write the rows of these lines. False where they are not plain or one is here; raises what the database refuses."""
        told = self._told(lines)
        if told is None or self._are_some_here(told):
            return False
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self.model._meta.db_table),
            sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in (*self.fields, *self.others)),
        )
        rest = [[field.get_default()] * len(lines) for field in self.others]
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in zip(*told, *rest, strict=True):
                copy.write_row(row)
        connection.check_constraints()  # that what they refer to is here
        return True

    def _told(self, lines: Collection[Mapping[str, Any]]) -> list[Values] | None:
        try:
            columns = [*zip(*map(self._taken, lines), strict=True)]
        except KeyError:  # a line of another version
            return None
        found: list[Values] = []
        for values, (plain, can_be_none) in zip(columns, self._plain, strict=True):
            there = [value for value in values if value is not None] if can_be_none else values
            told = plain(there) if there else there
            if told is None:
                return None
            found.append(told if len(told) == len(values) else _among(values, iter(told)))
        return found

    def _are_some_here(self, told: list[Values]) -> bool:
        key: Any = self.model._meta.pk
        statement = sql.SQL(
            "SELECT EXISTS (SELECT FROM {} WHERE {} = ANY(ARRAY(SELECT k::{} FROM jsonb_array_elements_text(%s) AS k)))"
        ).format(sql.Identifier(self.model._meta.db_table), sql.Identifier(key.column), sql.SQL(key.db_type(connection)))
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(told[self.fields.index(key)])])
            return bool(cursor.fetchone()[0])


def _among(values: Values, told: Iterator[Any]) -> Values:
    """In the place of each value what is told for it; None where there is none."""
    return [None if value is None else next(told) for value in values]


def _plain(field: Field[Any, Any]) -> Column:
    if isinstance(field, ForeignKey):
        return _plain(field.target_field)
    if isinstance(field, ArrayField):
        return _lists(_plain(field.base_field))
    if isinstance(field, JSONField):
        return _json
    for kind, form in _FORMS:
        if isinstance(field, kind):
            return _when((str,), _all(form.fullmatch))
    if isinstance(field, CharField | TextField):
        return _when((str,), _fits(field))
    if isinstance(field, FloatField):
        return _when((float,), _all(isfinite))
    if isinstance(field, BooleanField):
        return _when((bool,), bool)
    return _when((int,) if isinstance(field, IntegerField) else (), bool)


# What the database would read otherwise, or read though it is none, is not plain. Which days there are, it knows itself.
_FORMS: tuple[tuple[type[Field[Any, Any]], re.Pattern[str]], ...] = (
    (UUIDField, re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
    (DateTimeField, re.compile(r"[0-9]{4}(-[0-9]{2}){2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]{1,6})?Z")),
    (DateField, re.compile("[0-9]{4}(-[0-9]{2}){2}")),
)


def _when(kinds: tuple[type, ...], fit: Callable[[Values], bool]) -> Column:
    allowed = set(kinds)  # bool is no int here
    return lambda values: values if allowed.issuperset(map(type, values)) and fit(values) else None


def _all(fits: Callable[[Any], object]) -> Callable[[Values], bool]:
    return lambda values: all(map(fits, values))


def _fits(field: Field[Any, Any]) -> Callable[[Values], bool]:
    longest = field.max_length or sys.maxsize
    others = [each for each in field.validators if type(each) is not MaxLengthValidator]

    def fit(texts: Values) -> bool:
        return len(max(texts, key=len)) <= longest and is_storable("".join(texts)) and (not others or are_valid(texts))

    def are_valid(texts: Values) -> bool:
        try:
            for text in texts:
                field.run_validators(text)
        except ValidationError:
            return False
        return True

    return fit


def _json(values: Values) -> Values | None:
    plain = {list, dict, str, int, float, bool}.issuperset(map(type, values)) and is_storable(values)
    return [*map(json.dumps, values)] if plain else None


def _lists(plain: Column) -> Column:
    def lists(values: Values) -> Values | None:
        if not {list}.issuperset(map(type, values)):
            return None
        within = [*chain.from_iterable(values)]
        return None if within and plain(within) is None else [value or "{}" for value in values]

    return lists
