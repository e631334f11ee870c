"""Rows of the record's tables as lines of JSON, column for column, and back. What comes in is hostile until it is parsed here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    TextField,
    UUIDField,
)

from events.bulk import insert_rows
from events.snapshots.columns import Columns
from events.snapshots.storable import is_storable

Line = dict[str, Any]
Quick = Callable[[Any], Any]
"""Gives the value of a column where it is plain that it is one; NOT_PLAIN where it is to be looked at closely."""
NOT_PLAIN = object()

COUNTED = frozenset({"created_at", "updated_at", "version"})
"""What says when and how often a row changed: kept in a copy, and no difference between two records."""

_WRITTEN: tuple[tuple[type[Field[Any, Any]], tuple[type, ...]], ...] = (
    (BooleanField, (bool,)),
    (FloatField, (int, float)),
    (IntegerField, (int,)),
    (JSONField, (dict, list, str, int, float, bool)),
    (ArrayField, (list,)),
    (Field, (str,)),
)
"""As what JSON writes a column: the first that fits."""


class Refused(ValueError):
    """A line that cannot be taken in; the message says why, for people."""


def written(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


class Rows:
    """A kind of lines: the rows of one table.

    `type`: what its lines are called. `without`: columns that no line tells. `unlinked`: references to rows of the same table,
    which lines of their own tell once all rows are there.
    """

    alone = True
    """Whether a row is all that its line tells: then many are copied at once."""

    def __init__(self, type: str, model: type[Model], without: Iterable[str] = ()) -> None:
        self.type, self.model = type, model
        own = [f for f in model._meta.concrete_fields if isinstance(f, ForeignKey) and f.related_model is model]
        self.unlinked = tuple(f.name for f in own)
        left_out = {*without, *self.unlinked}
        self.fields: list[Field[Any, Any]] = [
            f for f in model._meta.concrete_fields if f.name not in left_out and not isinstance(f, SearchVectorField)
        ]
        self._columns = Columns(model, self.fields)
        self.references = [f for f in self.fields if isinstance(f, ForeignKey)]
        self._open = frozenset(f for f in self.fields if f.null and not f.has_default())  # nothing told is nothing there
        self._quick = [(f, f.name, f.attname, _quick(f.target_field if isinstance(f, ForeignKey) else f)) for f in self.fields]

    def rows(self) -> QuerySet[Any]:
        """All rows with what their lines tell, in the order of their ids."""
        shown = [f.attname for f in self.fields]
        return self.model._default_manager.order_by("pk").only(*shown)

    def line(self, row: Any) -> Line:
        """The row, with references as ids."""
        return {field.name: written(getattr(row, field.attname)) for field in self.fields}

    def parse(self, line: Mapping[str, Any]) -> Any:
        """The row, unsaved. `Refused` where a value is none of its column."""
        values = {}
        for field, name, attribute, quick in self._quick:
            raw = line.get(name)
            value = None if raw is None and field in self._open else quick(raw)
            values[attribute] = self._value(field, line) if value is NOT_PLAIN else value
        return self.model(**values)

    def key(self, row: Any) -> Any:
        """By what the row is known, here and in the copy."""
        return row.pk

    def standing(self, keys: Collection[Any]) -> dict[Any, Line]:
        """The lines of those rows that are there already."""
        return {row.pk: self.line(row) for row in self.rows().filter(pk__in=keys)}

    def save(self, rows: list[Any]) -> None:
        """Write new rows."""
        insert_rows(rows)

    def copy(self, lines: Collection[Line]) -> bool:
        """Write the rows of these lines at once. Whether they are written; raises what the database refuses."""
        return self.alone and self._columns.copy(lines)

    def relate(self, rows: list[Any]) -> None:
        """Write what stands beside the rows in other tables."""

    def _value(self, field: Any, line: Mapping[str, Any]) -> Any:
        if field.name not in line:
            if field.has_default():
                return field.get_default()
            if field.null:
                return None
            raise Refused(f"`{field.name}` is missing")
        raw = line[field.name]
        if raw is None:
            if field.null:
                return None
            raise Refused(f"`{field.name}` is null")
        target = field.target_field if isinstance(field, ForeignKey) else field
        _check_form(field.name, target, raw)
        try:
            value = target.to_python(raw)
            if value not in (None, "", []):
                target.run_validators(value)
        except ValidationError as error:
            raise Refused(f"`{field.name}`: {' '.join(error.messages)}") from None
        return value


def _check_form(name: str, field: Field[Any, Any], raw: Any) -> None:
    """Django would make text of anything."""
    wanted = next(forms for kind, forms in _WRITTEN if isinstance(field, kind))
    if not isinstance(raw, wanted) or (isinstance(raw, bool) and bool not in wanted):
        raise Refused(f"`{name}` cannot be {str(raw)[:100]!r}")
    if isinstance(field, ArrayField) and isinstance(raw, list):
        for each in raw:
            _check_form(name, field.base_field, each)
    if not is_storable(raw):
        raise Refused(f"`{name}` holds characters that no text has (NUL or half a surrogate pair), or is nested too deep")


def _quick(field: Field[Any, Any]) -> Quick:
    """For columns of the kinds that are frequent."""
    if isinstance(field, UUIDField):
        return _uuid
    if isinstance(field, CharField | TextField) and all(type(each) is MaxLengthValidator for each in field.validators):
        longest = field.max_length or sys.maxsize
        return lambda raw: raw if isinstance(raw, str) and len(raw) <= longest and is_storable(raw) else NOT_PLAIN
    if isinstance(field, IntegerField):
        least, most = connection.ops.integer_field_range(field.get_internal_type())
        return lambda raw: raw if type(raw) is int and least <= raw <= most else NOT_PLAIN
    if isinstance(field, BooleanField | FloatField):
        kind = bool if isinstance(field, BooleanField) else float
        return lambda raw: raw if type(raw) is kind else NOT_PLAIN
    if isinstance(field, DateTimeField):
        return _instant
    if isinstance(field, ArrayField | JSONField):
        return lambda raw: [] if raw == [] else NOT_PLAIN
    return lambda raw: NOT_PLAIN


def _instant(raw: Any) -> Any:
    try:
        found = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        return NOT_PLAIN
    return found if found and found.tzinfo else NOT_PLAIN


def _uuid(raw: Any) -> Any:
    try:
        return UUID(raw) if isinstance(raw, str) else NOT_PLAIN
    except ValueError:
        return NOT_PLAIN


def objects(line: Mapping[str, Any], name: str) -> list[Line]:
    """A list of objects within a line."""
    told = line.get(name, [])
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise Refused(f"`{name}` must be a list of objects")
    return told
