"""Loading published forms: records whose rows are here are published and compared, others are made of the form itself.

A form that stands alone (saved from the API, say) shows the record as it was shown there. It brings no claims and mentions: such
a meeting is one that documents, which are imported later, are not joined to.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from events.identifiers import uuid7
from events.models import Document, PersonMention, Statement
from events.models.published import Published
from events.names import keys
from events.partial_dates import PartialDate
from events.publishing.copying import CopyPublisher
from events.publishing.forms import FORMS
from events.snapshots import kinds
from events.snapshots.loading_rows import Faults, Lines, differences, each_of, load_rows, parsed_key
from events.snapshots.rows import COUNTED, Line, Refused, Rows, objects

ELSEWHERE = COUNTED | {"type", "url", "text"}
"""What is no difference: when, how often, under which address; and the text, which is not for all."""
COUNTED_FROM_OTHERS = frozenset({"meetings", "meeting_count", "statement_count"})
"""Of a form that stands alone: what other lines make true."""

Parts = Iterator[tuple[Rows, Line]]


def load_forms(resource: str, lines: Lines) -> Faults:
    """Publish records, and make those that have no rows yet."""
    form = FORMS[resource]
    records: dict[int, Any] = {}

    def note(number: int, line: Line) -> None:
        records[number] = parsed_key(form.model._meta.pk, line.get("id"), "id")

    faults = each_of(lines, note)
    present = set(form.model._default_manager.filter(pk__in=records.values()).values_list("pk", flat=True))
    there = {number: lines[number] for number, key in records.items() if key in present}
    if resource in REFERENCE and not Document.objects.exists():
        faults |= each_of(there, lambda _, line: _renew(REFERENCE[resource], line))
    faults |= _publish(resource, {number: records[number] for number in there}, there)
    alone = {number: lines[number] for number in records if number not in there}
    return faults | each_of(alone, lambda _, line: _make(resource, line))


def _publish(resource: str, records: Mapping[int, Any], lines: Lines, ignoring: frozenset[str] = ELSEWHERE) -> Faults:
    """Publish the records and compare them with what is told of them."""
    form = FORMS[resource]
    CopyPublisher(None).publish({resource: {str(key) for key in records.values()}})
    published: Any = form.published
    current = published.objects.filter(record__in=records.values(), until__isnull=True)
    standing: dict[Any, Published] = {row.record: row for row in current}
    faults: Faults = {}
    for number, key in records.items():
        row = standing.get(key)
        if row is None or row.body is None:
            faults[number] = f"{resource} {key} was merged or deleted here"
        elif differing := differences(json.loads(row.body), lines[number], ignoring):
            faults[number] = f"{resource} {key} is here and differs in {differing}"
    return faults


def _renew(rows: Rows, line: Line) -> None:
    """Reference data of an instance that holds no document yet becomes that of the copy."""
    row = rows.parse(_keyed(rows, line))
    if differences(rows.standing({row.pk})[row.pk], line):
        values = {f.attname: getattr(row, f.attname) for f in rows.fields if f.name not in COUNTED and not f.primary_key}
        rows.model._default_manager.filter(pk=row.pk).update(**values)
        rows.relate([row])


def _make(resource: str, line: Line) -> None:
    """Make a record of its published form; nothing of it where it would not be shown the same."""
    with transaction.atomic():
        for rows, part in PARTS[resource](line):
            if faults := load_rows(rows, {0: part}):
                raise Refused(f"{rows.type}: {faults[0]}" if rows.type != resource else faults[0])
        key = FORMS[resource].key(line["id"])
        if faults := _publish(resource, {0: key}, {0: line}, ELSEWHERE | COUNTED_FROM_OTHERS):
            raise Refused(faults[0])


def _itself(rows: Rows) -> Callable[[Line], Parts]:
    def parts(line: Line) -> Parts:
        yield rows, _keyed(rows, line)

    return parts


def _keyed(rows: Rows, line: Line) -> Line:
    """With the id under the name that the table gives it."""
    pk = rows.model._meta.pk
    assert pk is not None
    return line | {pk.name: line["id"]}


def _person(line: Line) -> Parts:
    names = [told | {"is_reference": True} for told in objects(line, "names")]
    offices = [
        {"title": told.get("title"), "country": told.get("country"), "organization": told.get("organization")}
        | _span(told, "from", "from") | _span(told, "to", "to")
        for told in objects(line, "offices")
    ]  # fmt: skip
    yield kinds.PERSON, line | {"is_reference": True, "names": names, "offices": offices}


def _meeting(line: Line) -> Parts:
    yield kinds.MEETING, line | _span(line, "start_date", "start") | _span(line, "end_date", "end")
    for told in objects(line, "participants"):
        person = told.get("person")
        if not isinstance(person, dict):
            raise Refused("`participants` must name persons")
        yield kinds.PARTICIPATION, told | {"id": str(uuid7()), "meeting": line["id"], "person": person.get("id")}


def _statement(line: Line) -> Parts:
    """Whoever speaks is also named there: without a mention nobody would speak."""
    speaker, mention = line.get("speaker"), None
    document = parsed_key(Document._meta.pk, line.get("document"), "document")
    if speaker is not None:
        if not isinstance(speaker, dict) or not isinstance(speaker.get("name"), str):
            raise Refused("`speaker` must be a person")
        mention = str(uuid7())
        named = {"id": mention, "ordinal": _next(PersonMention, document), "person": speaker.get("id"), "name": speaker["name"]}
        place = {name: line.get(name) for name in ("document", "start", "end", "country", "organization")}
        yield kinds.MENTION, place | named | {"keys": keys(speaker["name"]), "role": line.get("office")}
    said = {"ordinal": _next(Statement, document), "mention": mention, "speaker": speaker and speaker.get("id")}
    yield kinds.STATEMENT, line | said | _span(line, "day", "day")


def _next(model: Any, document: UUID) -> int:
    last = model.objects.filter(document=document).aggregate(last=Max("ordinal"))["last"]
    return 0 if last is None else int(last) + 1


def _span(line: Mapping[str, Any], name: str, prefix: str) -> Line:
    """A partial date of the API as the earliest and the latest day."""
    told = line.get(name)
    if told is None:
        return {f"{prefix}_earliest": None, f"{prefix}_latest": None}
    try:
        date = PartialDate.parse(told)
    except (ValueError, TypeError):
        raise Refused(f"`{name}` is no date: {str(told)[:60]!r}") from None
    return {f"{prefix}_earliest": date.earliest.isoformat(), f"{prefix}_latest": date.latest.isoformat()}


REFERENCE: dict[str, Rows] = {"countries": kinds.COUNTRY, "organizations": kinds.ORGANIZATION}
PARTS: dict[str, Callable[[Line], Parts]] = {
    "countries": _itself(kinds.COUNTRY),
    "organizations": _itself(kinds.ORGANIZATION),
    "documents": _itself(kinds.REVISION),
    "persons": _person,
    "meetings": _meeting,
    "statements": _statement,
}
"""Which rows a published form is made of, in the order in which they refer to each other."""
