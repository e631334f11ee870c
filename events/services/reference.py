"""Loading reference data: countries, organizations, offices and tenures, in the form of seeds/. Twice changes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q

from events.models import Country, Office, Organization, Person, PersonName, Tenure
from events.names import fold, keys
from events.partial_dates import PartialDate
from events.services.saving import apply_changes
from events.services.titles import title_later
from events.services.writing import writing

Row = Mapping[str, Any]


R = TypeVar("R", bound=Model)


SHOWN: dict[type[Model], str] = {Country: "name", Organization: "short"}
"""The name by which titles of meetings call it."""


def _upsert(model: type[R], rows: Mapping[str, Mapping[str, Any]]) -> dict[Any, R]:
    """Rows by primary key: new ones are made at once, changed ones get what differs, and titles the names that do."""
    present = model._default_manager.in_bulk(rows.keys())
    renamed = [key for key, found in present.items() if getattr(found, SHOWN[model]) != rows[key][SHOWN[model]]]
    for key, found in present.items():
        apply_changes(found, rows[key])
    title_later(named=renamed)
    made = model._default_manager.bulk_create([model(pk=key, **values) for key, values in rows.items() if key not in present])
    return present | {row.pk: row for row in made}


@writing()
def load_countries(*, rows: Iterable[Row]) -> int:
    """Rows of seeds/countries.json. Returns how many."""
    fields = ("alpha3", "numeric", "name", "names", "demonyms", "capital", "seats", "wikidata")
    return len(_upsert(Country, {row["code"]: {name: row[name] for name in fields} for row in rows}))


@writing()
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


@writing()
def load_offices(*, rows: Iterable[Row]) -> int:
    """Rows of seeds/offices.json: offices with their tenures and persons. Returns how many offices."""
    rows = list(rows)
    persons = _Persons([told["person"] for row in rows for told in row["tenures"]])
    owners = {(o.title, o.country_id, o.organization_id): o for o in Office.objects.all()}
    held: dict[int, list[tuple[Person, Row]]] = {}
    for row in rows:
        rank = {"portfolio": row["portfolio"], "level": row["level"]}
        office = owners.get((row["title"], row["country"], row["organization"]))
        if office is None:
            office = Office.objects.create(
                title=row["title"], country_id=row["country"], organization_id=row["organization"], **rank
            )
        apply_changes(office, rank)
        held[office.pk] = [(persons.find(told["person"]), told) for told in row["tenures"]]
    persons.save()
    _hold(held)
    return len(rows)


class _Persons:
    """The persons of many rows, found with a few queries; `save` writes who is new, and the spellings that are."""

    def __init__(self, rows: Iterable[Row]) -> None:
        ids = [row["wikidata"] for row in rows if row.get("wikidata")]
        self._by_id: dict[str, Person] = {}
        self._by_name: dict[tuple[str, str | None], Person] = {}
        for person in Person.objects.filter(Q(is_reference=True) | Q(wikidata__in=ids)):
            if person.wikidata:
                self._by_id.setdefault(person.wikidata, person)
            if person.is_reference:
                self._by_name.setdefault((person.name, person.country_id), person)
        self._new: list[Person] = []
        self._told: dict[tuple[Any, str], tuple[Person, dict[str, Any]]] = {}

    def find(self, row: Row) -> Person:
        """The person of a row."""
        who = (row["name"], row["country"])
        person = self._by_id.get(row.get("wikidata") or "") or self._by_name.get(who)
        if person is None:
            person = _new_person(row)
            self._new.append(person)
            self._by_name[who] = person
            if person.wikidata:
                self._by_id[person.wikidata] = person
        for name, spelling in _spellings(row):
            self._told[person.pk, name] = person, spelling
        return person

    def save(self) -> None:
        """Write who is new, and the spellings that differ."""
        Person.objects.bulk_create(self._new)
        told = {person.pk for person, _ in self._told.values()}
        present = {(name.person_id, name.name): name for name in PersonName.objects.filter(person__in=told)}
        for key, (_, spelling) in self._told.items():
            if key in present:
                apply_changes(present[key], spelling)
        PersonName.objects.bulk_create(
            PersonName(person=person, name=key[1], **spelling)
            for key, (person, spelling) in self._told.items()
            if key not in present
        )


def _hold(held: Mapping[int, Iterable[tuple[Person, Row]]]) -> None:
    """Terms of offices (by key) as told: the missing are made, the changed get what differs, others go."""
    present = {(t.office_id, t.person_id, t.from_earliest): t for t in Tenure.objects.filter(office__in=held)}
    told = {}
    for office, terms in held.items():
        for person, row in terms:
            since, bounds = _bounds(row)
            told[office, person.pk, since] = bounds
    for key, bounds in told.items():
        if key in present:
            apply_changes(present[key], bounds)
    Tenure.objects.filter(pk__in=[tenure.pk for key, tenure in present.items() if key not in told]).delete()
    Tenure.objects.bulk_create(
        Tenure(office_id=office, person_id=person, from_earliest=since, **bounds)
        for (office, person, since), bounds in told.items()
        if (office, person, since) not in present
    )


@writing()
def add_offices(*, rows: Iterable[Row]) -> int:
    """Rows of the same form from another list: what is known already stands, what is not is added. Returns how many tenures."""
    added = 0
    for row in rows:
        office, _ = Office.objects.get_or_create(
            title=row["title"],
            country_id=row["country"],
            organization_id=row["organization"],
            defaults={"portfolio": row["portfolio"], "level": row["level"]},
        )
        for told in row["tenures"]:
            if not _is_known(office, told):
                _tenure(office, told)
                added += 1
    return added


def _is_known(office: Office, told: Row) -> bool:
    """Whether the person is known to have taken the office then; where no start is told, to have held it at all."""
    terms = office.tenures.filter(person=_person(told["person"]))
    since = _date(told["from"])
    if since is not None:
        terms = terms.filter(from_earliest__lte=since.latest, from_latest__gte=since.earliest)
    return terms.exists()


def _tenure(office: Office, told: Row) -> Tenure:
    since, bounds = _bounds(told)
    tenure, _ = Tenure.objects.update_or_create(
        office=office, person=_person(told["person"]), from_earliest=since, defaults=bounds
    )
    return tenure


def _bounds(told: Row) -> tuple[date | None, dict[str, date | None]]:
    """The first day on which a term can have begun, and its other bounds."""
    since, until = _date(told["from"]), _date(told["to"])
    return since.earliest if since else None, {
        "from_latest": since.latest if since else None,
        "to_earliest": until.earliest if until else None,
        "to_latest": until.latest if until else None,
    }


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _person(row: Row) -> Person:
    by_id = Person.objects.filter(wikidata=row["wikidata"]) if row.get("wikidata") else Person.objects.none()
    by_name = Person.objects.filter(is_reference=True, name=row["name"], country=row["country"])
    person = by_id.first() or by_name.first()
    if person is None:
        person = _new_person(row)
        person.save(force_insert=True)
    for name, spelling in _spellings(row):
        PersonName.objects.update_or_create(person=person, name=name, defaults=spelling)
    return person


def _new_person(row: Row) -> Person:
    return Person(name=row["name"], country_id=row["country"], wikidata=row.get("wikidata"), is_reference=True)


def _spellings(row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each spelling of a person with what is kept of it."""
    for told in ({"name": row["name"], "language": "en"}, *row.get("names", ())):
        name = told["name"]
        yield name, {"folded": fold(name)[:200], "keys": keys(name), "language": told["language"], "is_reference": True}
