"""What an editor may pin: from outside a value in the form of the API, in the decision JSON that outlasts re-imports, for the
settling typed. Values are checked against the vocabulary and the reference data that there are."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, Q

from events.models import Country, Meeting, Organization, Person
from events.partial_dates import PartialDate
from events.services.anchoring import meeting_anchor, person_anchor
from events.settling import Participant, Pins
from events.vocabulary import Capacity, DecidedResource, Level, Mode, Portfolio, StatementKind, Status

Check = Callable[[Any], Any]
"""From the value as it comes to JSON for the decision; ValueError says what is wrong with it."""

LONGEST = {"title": 500, "city": 120, "name": 200, "office": 200, "institution": 300}
"""Characters of what is pinned as text."""
WIKIDATA = "Q[1-9][0-9]{0,15}"


def _text(field: str) -> Check:
    longest = LONGEST[field]

    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValueError("words are needed")
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ValueError("it holds characters that no text has (NUL or half a surrogate pair)")
        if len(value) > longest:
            raise ValueError(f"at most {longest} characters are kept, and these are {len(value)}")
        return " ".join(value.split())

    return check


def _or_unknown(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _word(words: type[StrEnum]) -> Check:
    def check(value: Any) -> str:
        if value not in list(words):
            raise ValueError(f"{value!r} is none of {', '.join(words)}")
        return str(value)

    return check


def _date(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('a day ("2023-04-25"), a month ("2023-04") or a year ("2023") is needed')
    try:
        return str(PartialDate.parse(value))
    except ValueError as error:
        raise ValueError(f"{value[:20]!r} is no day, month or year of the calendar") from error


def _one(model: type[Model], what: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or "\0" in value or not model._default_manager.filter(pk=value).exists():
            raise ValueError(f"there is no {what} {value!r}")
        return value

    return check


def _several(check: Check) -> Check:
    def check_all(value: Any) -> list[str]:
        if not isinstance(value, list | tuple):
            raise ValueError("a list is needed")
        return sorted({check(item) for item in value})

    return check_all


def _wikidata(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(WIKIDATA, value):
        raise ValueError(f"{value!r} is no Wikidata id like Q42")
    return value


def find(model: type[Model], key: Any) -> Any:
    """The current record of this id. ValueError where there is none, or it is merged or deleted."""
    try:
        row: Any = model._default_manager.get(pk=key if isinstance(key, UUID) else UUID(str(key)))
    except (ValueError, ObjectDoesNotExist) as error:
        raise ValueError(f"there is no {model._meta.verbose_name} {key!s}") from error
    if getattr(row, "merged_into_id", None):
        raise ValueError(f"this {model._meta.verbose_name} was merged into {row.merged_into_id}")
    if row.deleted_at is not None:
        raise ValueError(f"this {model._meta.verbose_name} is deleted")
    return row


def _person(value: Any) -> dict[str, Any]:
    person = find(Person, value)
    return {"id": str(person.pk), "name": person.name, "anchor": person_anchor(person).as_json()}


def _meeting(value: Any) -> dict[str, Any]:
    meeting = find(Meeting, value)
    return {"id": str(meeting.pk), "title": meeting.title, "anchor": meeting_anchor(meeting)}


_country = _or_unknown(_one(Country, "country"))
_organization = _or_unknown(_one(Organization, "organization"))
_PARTICIPATION: dict[str, Check] = {
    "person": _person,
    "took_part": lambda value: value if isinstance(value, bool) else _refuse("true or false is needed"),
    "country": _country,
    "organization": _organization,
    "office": _or_unknown(_text("office")),
    "capacity": _word(Capacity),
}


def _refuse(why: str) -> Any:
    raise ValueError(why)


def _participation(value: Any) -> dict[str, Any]:
    """{"person": id, and of "country", "organization", "office", "capacity" what is to be pinned}; or "took_part": false."""
    if not isinstance(value, Mapping) or "person" not in value:
        raise ValueError('an object with "person" is needed')
    unknown = sorted(set(value) - set(_PARTICIPATION))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(_PARTICIPATION)}")
    checked = {}
    for name, told in value.items():
        try:
            checked[name] = _PARTICIPATION[name](told)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    return checked | {"took_part": checked.get("took_part", True)}


PINNABLE: dict[str, dict[str, Check]] = {
    DecidedResource.MEETINGS: {
        "title": _text("title"),
        "status": _word(Status),
        "mode": _or_unknown(_word(Mode)),
        "start_date": _or_unknown(_date),
        "end_date": _or_unknown(_date),
        "city": _or_unknown(_text("city")),
        "country": _country,
        "level": _or_unknown(_word(Level)),
        "portfolios": _several(_word(Portfolio)),
        "parties": _several(_one(Country, "country")),
        "organizations": _several(_one(Organization, "organization")),
        "participants": _participation,
    },
    DecidedResource.PERSONS: {
        "name": _text("name"),
        "country": _country,
        "organization": _organization,
        "wikidata": _or_unknown(_wikidata),
    },
    DecidedResource.STATEMENTS: {
        "speaker": _person,
        "institution": _text("institution"),
        "office": _or_unknown(_text("office")),
        "country": _country,
        "organization": _organization,
        "kind": _word(StatementKind),
        "day": _or_unknown(_date),
        "meeting": _or_unknown(_meeting),
    },
}
"""resource → field → how its values are checked."""


def check_pin(resource: str, record: Any, field: str, value: Any) -> Any:
    """The value as the decision holds it. ValidationError that names the field."""
    fields = PINNABLE[resource]
    if field not in fields:
        raise ValidationError({field: f"Of {resource}, only these fields can be pinned: {', '.join(fields)}."})
    try:
        checked = fields[field](value)
        _check_with_record(resource, record, field, checked)
    except ValueError as error:
        raise ValidationError({field: f"{str(error)[:1].upper()}{str(error)[1:]}."}) from error
    return checked


def _check_with_record(resource: str, record: Any, field: str, value: Any) -> None:
    """What the value must not contradict of the record as it is."""
    if getattr(record, "is_reference", False):
        raise ValueError("a person of reference data is edited there, not pinned")
    if field == "end_date" and value is not None:
        if record.start_earliest is None:
            raise ValueError("a meeting whose start is unknown has no end: pin start_date first")
        if PartialDate.parse(value).latest < record.start_earliest:
            raise ValueError("it ends before it starts")
    if field == "wikidata" and value is not None:
        namesakes = Person.objects.current().filter(Q(wikidata=value) & ~Q(pk=record.pk))
        if (other := namesakes.first()) is not None:
            raise ValueError(f"{other.name} ({other.pk}) has this Wikidata id: merge the two persons instead")


def typed_pins(pins: Mapping[str, Any]) -> Pins:
    """Pinned fields of a meeting for the settling."""
    return {name: _TYPED.get(name, _as_is)(value) for name, value in pins.items()}


def _as_is(value: Any) -> Any:
    return value


def _taking_part(pinned: Mapping[UUID, Mapping[str, Any]]) -> dict[str, tuple[Participant, Iterable[str]] | None]:
    """Of those who are persons of the record: who took part with which words about it, and who did not."""
    found: dict[str, tuple[Participant, Iterable[str]] | None] = {}
    for person in Person.objects.current().filter(pk__in=pinned):
        value = pinned[person.pk]
        given = {name: value[name] for name in ("country", "organization", "office", "capacity") if name in value}
        if "capacity" in given:
            given["capacity"] = Capacity(given["capacity"])
        bearer = {"country": person.country_id, "organization": person.organization_id}
        one = Participant(**({"person": str(person.pk), "name": person.name} | bearer | given))
        found[str(person.pk)] = (one, tuple(given)) if value["took_part"] else None
    return found


def _of(word: type[StrEnum]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else word(value)


def partial_date(value: str | None) -> PartialDate | None:
    """A pinned date."""
    return None if value is None else PartialDate.parse(value)


_TYPED: dict[str, Callable[[Any], Any]] = {
    "status": _of(Status),
    "mode": _of(Mode),
    "level": _of(Level),
    "start_date": partial_date,
    "end_date": partial_date,
    "portfolios": tuple,
    "parties": tuple,
    "organizations": tuple,
    "participants": _taking_part,
}
