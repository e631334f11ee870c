"""What the readers know of officials follows the reference data."""

import pytest

from events.models import Country, Person, PersonName
from events.services.editing import save_person, save_spelling
from sources.knowledge import gazetteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def example():
    for code, name in (("PE", "Peru"), ("CL", "Chile")):
        Country.objects.get_or_create(code=code, defaults={"name": name, "alpha3": f"{code}X"})
    person = Person(name="José Ejemplo", country_id="PE")
    save_person(person=person)
    save_spelling(spelling=PersonName(person=person, name="José Ejemplo"))
    return person


def test_officials_of_reference_data_are_known(example):
    assert gazetteer().officials["jose ejemplo"] == "PE"
    assert gazetteer() is gazetteer()


def test_a_spelling_corrected_in_place_is_known_at_once(example):
    assert "jose ejemplo" in gazetteer().officials
    spelling = example.names.get()
    spelling.name = "José Muestra"
    save_spelling(spelling=spelling)
    assert gazetteer().officials["jose muestra"] == "PE"
    assert "jose ejemplo" not in gazetteer().officials


def test_another_country_is_known_at_once(example):
    assert gazetteer().officials["jose ejemplo"] == "PE"
    example.country_id = "CL"
    save_person(person=example)
    assert gazetteer().officials["jose ejemplo"] == "CL"


def test_persons_that_only_documents_name_are_no_reference():
    Country.objects.get_or_create(code="PE", defaults={"name": "Peru", "alpha3": "PEX"})
    person = Person.objects.create(name="Ana Ejemplo", country_id="PE")
    PersonName.objects.create(person=person, name="Ana Ejemplo")
    assert "ana ejemplo" not in gazetteer().officials
