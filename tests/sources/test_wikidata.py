"""Entities of Wikidata become reference data: invented people, in the offices of a real country."""

import json

import pytest
from django.core.management import CommandError, call_command

from events.models import Country, Office, Person, PersonName, Tenure

PERSON, OFFICE = "Q990000001", "Q990000002"


def snak(value, precision=None):
    return {"datavalue": {"value": {"time": value, "precision": precision} if precision else {"id": value}}}


def claim(value, rank="normal", **qualifiers):
    return {"mainsnak": snak(value), "rank": rank, "qualifiers": {name: [snak(*told)] for name, told in qualifiers.items()}}


def entities(positions, office_label="Minister of Foreign Affairs of Peru"):
    peru = Country.objects.get(code="PE").wikidata
    person = {
        "id": PERSON,
        "labels": {"en": {"value": "Rosa Quispe Medina"}, "ru": {"value": "Роса Киспе Медина"}},
        "aliases": {"en": [{"language": "en", "value": "Rosa Quispe"}]},
        "claims": {"P31": [claim("Q5")], "P27": [claim(peru)], "P39": positions},
    }
    office = {"id": OFFICE, "labels": {"en": {"value": office_label}}, "claims": {"P1001": [claim(peru)]}}
    return [person, office]


def load(tmp_path, content) -> None:
    file = tmp_path / "entities.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    call_command("load_wikidata", str(file), verbosity=0)


TERM = {"P580": ("+2021-07-29T00:00:00Z", 11), "P582": ("+2022-00-00T00:00:00Z", 9)}


def in_a_dump(found):
    return "[\n" + ",\n".join(json.dumps(entity) for entity in found) + "\n]\n"


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize("form", [lambda e: {"entities": {x["id"]: x for x in e}}, list, in_a_dump])
def test_a_person_is_known_with_spellings_and_terms_and_twice_changes_nothing(form, tmp_path):
    for _ in range(2):
        load(tmp_path, form(entities([claim(OFFICE, **TERM)])))
    tenure = Tenure.objects.get(person__wikidata=PERSON)
    assert (tenure.office.title, tenure.office.country_id, tenure.office.portfolio, tenure.office.level) == (
        "Minister of Foreign Affairs", "PE", "foreign", "minister",
    )  # fmt: skip
    assert [str(d) for d in (tenure.from_earliest, tenure.to_earliest, tenure.to_latest)] == [
        "2021-07-29",
        "2022-01-01",
        "2022-12-31",
    ]
    names = PersonName.objects.filter(person=tenure.person).values_list("name", flat=True)
    assert set(names) == {"Rosa Quispe Medina", "Роса Киспе Медина", "Rosa Quispe"}
    assert tenure.person.country_id == "PE"


@pytest.mark.usefixtures("reference_data")
def test_what_is_known_stands(tmp_path):
    before = set(Tenure.objects.values_list("pk", flat=True))
    load(tmp_path, entities([claim(OFFICE, **TERM)]))
    load(tmp_path, entities([claim(OFFICE, P580=("+2021-07-00T00:00:00Z", 10))]))
    tenure = Tenure.objects.get(person__wikidata=PERSON)
    assert str(tenure.from_latest) == "2021-07-29"
    assert set(Tenure.objects.values_list("pk", flat=True)) == before | {tenure.pk}


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize(
    "positions",
    [
        [],
        [claim("Q990000003")],  # an office that the file does not hold
        [claim(OFFICE, rank="deprecated")],
        [{"mainsnak": None}, "x", {}],
    ],
)
def test_terms_that_do_not_stand_are_left_out(positions, tmp_path):
    load(tmp_path, entities(positions))
    assert not Person.objects.filter(wikidata=PERSON).exists()


@pytest.mark.usefixtures("reference_data")
def test_days_that_no_calendar_has_and_offices_of_nobody(tmp_path):
    load(tmp_path, entities([claim(OFFICE, P580=("+2021-02-31T00:00:00Z", 11))], "president of the Republic of Peru"))
    assert Tenure.objects.get(person__wikidata=PERSON).from_earliest is None
    assert Office.objects.filter(title="President", country="PE").exists()
    nobodys = entities([claim(OFFICE)])
    nobodys[1]["claims"] = {}
    nobodys[0]["id"] = "Q990000009"
    load(tmp_path, nobodys)
    assert not Person.objects.filter(wikidata="Q990000009").exists()


@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize(
    "content", ["", "[]", "{}", "null", "{broken", "[" * 100_000, '{"entities": []}', '{"entities": {"Q1": 5}}']
)
def test_what_is_no_list_of_entities_is_said_so(content, tmp_path):
    with pytest.raises(CommandError) as raised:
        load(tmp_path, content)
    assert raised.value.returncode == 2
