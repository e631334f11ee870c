"""Loading reference data: countries, organizations, offices and tenures, in the form of seeds/. Twice changes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from events.models import Country, Office, Organization, Person, PersonName, Tenure
from events.names import fold, keys
from events.partial_dates import PartialDate
from events.services.saving import apply_changes

Row = Mapping[str, Any]


R = TypeVar("R", bound=Model)


def _upsert(model: type[R], rows: Mapping[str, Mapping[str, Any]]) -> dict[Any, R]:
    """Rows by primary key: new ones are made at once, changed ones get what differs."""
    present = model._default_manager.in_bulk(rows.keys())
    for key, found in present.items():
        apply_changes(found, rows[key])
    made = model._default_manager.bulk_create([model(pk=key, **values) for key, values in rows.items() if key not in present])
    return present | {row.pk: row for row in made}


@transaction.atomic
def load_countries(*, rows: Iterable[Row]) -> int:
    """Rows of seeds/countries.json. Returns how many."""
    fields = ("alpha3", "numeric", "name", "names", "demonyms", "capital", "seats", "wikidata")
    return len(_upsert(Country, {row["code"]: {name: row[name] for name in fields} for row in rows}))


@transaction.atomic
def load_organizations(*, rows: Iterable[Row]) -> int:
    """Rows of seeds/organizations.json. Returns how many."""
    rows = list(rows)
    fields = ("short", "name", "names", "seats", "wikidata")
    made = _upsert(Organization, {row["slug"]: {name: row[name] for name in fields} for row in rows})
    membership = Organization.members.through
    wanted = {(row["slug"], code) for row in rows for code in row["members"]}
    present = {(m.organization_id, m.country_id): m.pk for m in membership.objects.filter(organization__in=made)}
    membership.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    membership.objects.bulk_create(
        [membership(organization_id=slug, country_id=code) for slug, code in sorted(wanted - set(present))]
    )
    return len(made)


@transaction.atomic
def load_offices(*, rows: Iterable[Row]) -> int:
    """Rows of seeds/offices.json: offices with their tenures and persons. Returns how many offices."""
    rows = list(rows)
    for row in rows:
        office, _ = Office.objects.update_or_create(
            title=row["title"],
            country_id=row["country"],
            organization_id=row["organization"],
            defaults={"portfolio": row["portfolio"], "level": row["level"]},
        )
        tenures = [_tenure(office, told) for told in row["tenures"]]
        office.tenures.exclude(pk__in=[t.pk for t in tenures]).delete()
    return len(rows)


def _tenure(office: Office, told: Row) -> Tenure:
    since, until = _date(told["from"]), _date(told["to"])
    tenure, _ = Tenure.objects.update_or_create(
        office=office,
        person=_person(told["person"]),
        from_earliest=since.earliest if since else None,
        defaults={
            "from_latest": since.latest if since else None,
            "to_earliest": until.earliest if until else None,
            "to_latest": until.latest if until else None,
        },
    )
    return tenure


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _person(row: Row) -> Person:
    by_id = Person.objects.filter(wikidata=row["wikidata"]) if row.get("wikidata") else Person.objects.none()
    by_name = Person.objects.filter(is_reference=True, name=row["name"], country=row["country"])
    person = by_id.first() or by_name.first()
    if person is None:
        person = Person.objects.create(
            name=row["name"], country_id=row["country"], wikidata=row.get("wikidata"), is_reference=True
        )
    for told in ({"name": row["name"], "language": "en"}, *row.get("names", ())):
        name = told["name"]
        spelling = {"folded": fold(name)[:200], "keys": keys(name), "language": told["language"], "is_reference": True}
        PersonName.objects.update_or_create(person=person, name=name, defaults=spelling)
    return person
