"""Loading reference data: countries, organizations, offices and tenures, in the form of seeds/. Twice changes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from events.models import Country, Office, Organization, Person, PersonName, Tenure
from events.names import fold, keys
from events.partial_dates import PartialDate
from events.services.saving import apply_changes

Row = Mapping[str, Any]


def _upsert(model: type[models.Model], key: str, values: Mapping[str, Any]) -> models.Model:
    found = model._default_manager.filter(pk=key).first()
    if found is None:
        return model._default_manager.create(pk=key, **values)
    apply_changes(found, values)
    return found


@transaction.atomic
def load_countries(*, rows: Iterable[Row]) -> int:
    """Rows of seeds/countries.json. Returns how many."""
    rows = list(rows)
    for row in rows:
        fields = ("alpha3", "numeric", "name", "names", "demonyms", "capital", "seats", "wikidata")
        _upsert(Country, row["code"], {name: row[name] for name in fields})
    return len(rows)


@transaction.atomic
def load_organizations(*, rows: Iterable[Row]) -> int:
    """Rows of seeds/organizations.json. Returns how many."""
    rows = list(rows)
    for row in rows:
        fields = ("short", "name", "names", "seats", "wikidata")
        organization = _upsert(Organization, row["slug"], {name: row[name] for name in fields})
        assert isinstance(organization, Organization)
        organization.members.set(row["members"])
    return len(rows)


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
