"""Loading rows: what is not here yet is written, what is here the same stays, what differs is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import UUIDField
from psycopg import sql

from events.publishing.copying import Tombstone, publish_tombstones
from events.publishing.forms import FORMS
from events.snapshots.kinds import kinds
from events.snapshots.rows import COUNTED, Line, Refused, Rows

Lines = Mapping[int, Line]
"""Lines by their number."""
Faults = dict[int, str]
"""Why lines were refused, by their number."""

SHOWN = 60  # code points of a value in a reason


def load_rows(rows: Rows, lines: Lines) -> Faults:
    """Write those rows that are not here yet: all at once where nothing stands against any of them, or else line by line."""
    if len(lines) > 1 and _copied(rows, lines):
        return {}
    faults: Faults = {}
    parsed: dict[int, Any] = {}
    for number, line in lines.items():
        try:
            parsed[number] = rows.parse(line)
        except Refused as refusal:
            faults[number] = str(refusal)
    standing = rows.standing({rows.key(row) for row in parsed.values()})
    new: dict[int, Any] = {}
    for number, row in parsed.items():
        former = standing.setdefault(rows.key(row), lines[number])
        if former is lines[number]:
            new[number] = row
        elif differing := differences(former, lines[number]):
            faults[number] = f"{rows.type} {rows.key(row)} is here already and differs in {differing}"
    faults |= _without_references(rows, new)
    return faults | _save(rows, {number: row for number, row in new.items() if number not in faults})


def _copied(rows: Rows, lines: Lines) -> bool:
    """Whether all lines are new rows with nothing wrong, and written. If not, nothing is."""
    try:
        with transaction.atomic():
            return rows.copy(lines.values())
    except (DatabaseError, Refused, ValueError) as error:
        if isinstance(error, DatabaseError) and not _is_about_values(error):
            raise
        return False


def differences(standing: Mapping[str, Any], told: Mapping[str, Any], ignoring: Iterable[str] = COUNTED) -> str:
    """What the line tells otherwise than what stands, in words; empty where both agree."""
    names = [name for name in standing if name in told and name not in ignoring and standing[name] != told[name]]
    return ", ".join(f"`{name}` ({_shown(standing[name])} here, {_shown(told[name])} there)" for name in names[:5])


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _without_references(rows: Rows, new: Mapping[int, Any]) -> Faults:
    """Rows that refer to what is not here."""
    faults: Faults = {}
    for field in rows.references:
        wanted = {number: getattr(row, field.attname) for number, row in new.items()}
        missing = _missing(field.related_model, set(wanted.values()) - {None})
        for number, key in wanted.items():
            if key in missing:
                faults.setdefault(number, f"`{field.name}` refers to {key}, which is not here")
    return faults


def _missing(model: Any, keys: set[Any]) -> set[Any]:
    """Those of the keys under which no row is."""
    if not keys:
        return set()
    statement = sql.SQL("SELECT k FROM unnest(%s::{}[]) AS k WHERE NOT EXISTS (SELECT FROM {} WHERE {} = k)").format(
        sql.SQL("uuid" if isinstance(model._meta.pk, UUIDField) else "text"),
        sql.Identifier(model._meta.db_table),
        sql.Identifier(model._meta.pk.column),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(keys)])
        return {key for (key,) in cursor.fetchall()}


def _save(rows: Rows, new: Mapping[int, Any]) -> Faults:
    """Write the rows at once. Where the database takes not all of them, halves, until it is clear which."""
    if not new:
        return {}
    try:
        with transaction.atomic():
            rows.save(list(new.values()))
    except (DatabaseError, Refused, ValueError) as error:
        if isinstance(error, DatabaseError) and not _is_about_values(error):
            raise
        numbers = list(new)
        if len(numbers) == 1:
            return {numbers[0]: _reason(error)}
        half = len(numbers) // 2
        return _save(rows, {n: new[n] for n in numbers[:half]}) | _save(rows, {n: new[n] for n in numbers[half:]})
    return {}


def _is_about_values(error: DatabaseError) -> bool:
    """SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation): not a lost connection or a deadlock."""
    return str(getattr(error.__cause__, "sqlstate", None))[:2] in ("22", "23")


def _reason(error: Exception) -> str:
    told = getattr(error.__cause__, "diag", None)
    if told is None:
        return str(error)
    rule = f"breaks the rule {told.constraint_name}" if told.constraint_name else told.message_primary
    return f"{rule}: {' '.join(told.message_detail.split())[:300]}" if told.message_detail else str(rule)


def load_links(lines: Lines) -> Faults:
    """References between rows of one table: {"of": type, "id", "field", "to"}."""
    return each_of(lines, _link)


def _link(_: int, line: Line) -> None:
    rows = kinds().get(str(line.get("of")))
    if rows is None or line.get("field") not in rows.unlinked:
        raise Refused(f"{str(line.get('of'))[:SHOWN]!r} has no reference {str(line.get('field'))[:SHOWN]!r}")
    key, to = (parsed_key(rows.model._meta.pk, line.get(name), name) for name in ("id", "to"))
    found = rows.model._default_manager.only("pk", line["field"]).in_bulk([key, to])
    if missing := {key, to} - set(found):
        raise Refused(f"{rows.type} {min(missing, key=str)} is not here")
    attribute = rows.model._meta.get_field(line["field"]).attname  # type: ignore[union-attr]
    former = getattr(found[key], attribute)
    if former is None:
        rows.model._default_manager.filter(pk=key).update(**{attribute: to})
    elif former != to:
        raise Refused(f"`{line['field']}` of {rows.type} {key} is {former} here")


def load_tombstones(lines: Lines) -> Faults:
    """What is left of merged and deleted records: {"resource", "id", "into", "version"}."""
    return each_of(lines, _bury)


def _bury(_: int, line: Line) -> None:
    form = FORMS.get(str(line.get("resource")))
    if form is None:
        raise Refused(f"there is no resource {str(line.get('resource'))[:SHOWN]!r}")
    pk = form.model._meta.pk
    record = parsed_key(pk, line.get("id"), "id")
    into = None if line.get("into") is None else parsed_key(pk, line["into"], "into")
    version = line.get("version", 1)
    if type(version) is not int or not 0 < version < 2**31:
        raise Refused("`version` must be a whole number")
    published: Any = form.published
    former = published.objects.filter(record=record, until__isnull=True).first()
    if former is None:
        publish_tombstones(published.resource, [Tombstone(record, into, version)])
    elif former.body is not None or former.into != into:
        raise Refused(f"{published.resource} {record} is here, and {'not gone' if former.body else 'gone otherwise'}")


def parsed_key(field: Any, raw: Any, name: str) -> Any:
    """An id of a line; `field` is the primary key that it is one of."""
    try:
        if not isinstance(raw, str) or len(raw) > 100:
            raise ValidationError("")
        return field.to_python(raw)
    except ValidationError:
        raise Refused(f"`{name}` is no id: {str(raw)[:SHOWN]!r}") from None


def each_of(lines: Lines, load_one: Callable[[int, Line], None]) -> Faults:
    """Take the lines one by one."""
    faults: Faults = {}
    for number, line in lines.items():
        try:
            load_one(number, line)
        except Refused as refusal:
            faults[number] = str(refusal)
    return faults
