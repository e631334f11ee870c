"""Editors write reference data; what is derived from it follows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Country, Office, Organization, Person, PersonMention, PersonName, Tenure
from events.models.published import PublishedMeeting
from events.names import fold, keys
from tests.factories import make_country, make_document, make_meeting, make_organization, make_person, make_tenure

pytestmark = pytest.mark.django_db


def rows(prefix: str, *forms: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """The fields of an inline: so many of the forms are rows that are there already."""
    fields = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    return fields | {f"{prefix}-{n}-{name}": value for n, form in enumerate(forms) for name, value in form.items()}


def person_page(person: Person | None = None) -> str:
    return reverse("admin:events_person_change", args=[person.pk]) if person else reverse("admin:events_person_add")


def saved(client: Client, page: str, fields: dict[str, Any]) -> None:
    answer = client.post(page, fields)
    assert answer.status_code == 302, answer.context["errors"]


def test_an_added_person_is_one_of_reference(admin_client: Client):
    make_country("PE")
    office = Office.objects.create(title="Foreign Minister", country_id="PE", level="minister")
    spelling = {"name": "Ана Киспе", "language": "ru"}
    tenure = {"office": office.pk, "since": "2020-11", "until": "2021-07-28"}
    inlines = rows("names", spelling) | rows("names-2") | rows("tenures", tenure)
    saved(admin_client, person_page(), {"name": "Ana Quispe", "country": "PE", "wikidata": ""} | inlines)
    person = Person.objects.get()
    assert (person.name, person.country_id, person.is_reference, person.wikidata, person.version) == (
        "Ana Quispe",
        "PE",
        True,
        None,
        1,
    )
    found = {n.name: (n.language, n.folded, n.keys, n.is_reference) for n in person.names.all()}
    assert found == {
        name: (language, fold(name), keys(name), True) for name, language in (("Ana Quispe", None), ("Ана Киспе", "ru"))
    }
    held = person.tenures.get()
    assert [str(d) for d in (held.from_earliest, held.from_latest, held.to_earliest, held.to_latest)] == [
        "2020-11-01", "2020-11-30", "2021-07-28", "2021-07-28",
    ]  # fmt: skip


def test_spellings_of_a_person_are_edited(admin_client: Client):
    person = make_person("Ana Quispe", "PE", is_reference=True)
    PersonName.objects.update(is_reference=True)
    own = person.names.get()
    document = make_document()
    for number, name in enumerate(("Ana Kispe", "Anna Quispe")):
        PersonMention.objects.create(document=document, ordinal=number, name=name, start=0, end=3, person=person)
        PersonName.objects.create(person=person, name=name, folded=fold(name), keys=keys(name))
    # The editor corrects the first spelling to one that a document has, and adds another that a document has.
    spellings = rows(
        "names", {"id": own.pk, "person": person.pk, "name": "Ana Kispe"}, {"person": person.pk, "name": "Anna Quispe"}, initial=1
    )
    told = rows("names-2")
    saved(admin_client, person_page(person), {"name": "Ana Quispe", "country": "PE"} | spellings | told | rows("tenures"))
    person.refresh_from_db()
    assert person.version == 2
    assert sorted(person.names.values_list("name", "is_reference")) == [
        ("Ana Kispe", True), ("Ana Quispe", True), ("Anna Quispe", True),
    ]  # fmt: skip
    assert all(n.folded == fold(n.name) and n.keys == keys(n.name) for n in person.names.all())

    # Deleted by the editor, a spelling that a document writes is the document's again.
    kept = list(person.names.order_by("name"))
    forms = [{"id": n.pk, "person": person.pk, "name": n.name} for n in kept]
    forms[0]["DELETE"] = "on"
    fields = {"name": "Ana Quispe", "country": "PE"} | rows("names", *forms, initial=3) | told | rows("tenures")
    saved(admin_client, person_page(person), fields)
    assert person.names.get(name="Ana Kispe").is_reference is False


def test_a_new_name_is_found_in_meetings(admin_client: Client, django_capture_on_commit_callbacks: Any):
    person = make_person("Ana Quispe", "PE", is_reference=True)
    meeting = make_meeting(("CL", "PE"), participants=[person])
    fields = {"name": "Ana Huamán", "country": "PE"} | rows("names") | rows("names-2") | rows("tenures")
    with django_capture_on_commit_callbacks(execute=True):
        saved(admin_client, person_page(person), fields)
    found = PublishedMeeting.objects.current().matching("huaman")
    assert [row.record for row in found] == [meeting.pk]


def test_a_country_keeps_its_code_and_counts_its_changes(admin_client: Client):
    country = make_country("PE", seats=["Lima"])
    page = reverse("admin:events_country_change", args=["PE"])
    fields = {"code": "XX", "alpha3": "PER", "numeric": "604", "name": "Peru", "capital": "Lima", "wikidata": ""}
    names = '[{"name": "Perú", "language": "es"}]'
    saved(admin_client, page, fields | {"demonyms": "Peruvian\r\nPeruvians", "seats": "Lima, D.C.", "names": names})
    changed = Country.objects.get()
    assert (changed.code, changed.seats, changed.demonyms) == ("PE", ["Lima, D.C."], ["Peruvian", "Peruvians"])
    assert (changed.version, changed.wikidata) == (2, None)
    assert changed.updated_at > country.updated_at
    refused = admin_client.post(page, fields | {"names": '["Perú"]'})
    assert "Entry 1 needs exactly" in refused.context["adminform"].form.errors["names"][0]


def test_new_members_of_an_organization_count_as_a_change(admin_client: Client):
    organization = make_organization("league", ["PE"])
    make_country("CL")
    page = reverse("admin:events_organization_change", args=["league"])
    saved(admin_client, page, {"short": "LEAGUE", "name": "Organization league", "members": ["CL", "PE"], "names": "[]"})
    changed = Organization.objects.get()
    assert sorted(changed.members.values_list("code", flat=True)) == ["CL", "PE"]
    assert changed.updated_at > organization.updated_at


@pytest.mark.parametrize("bearers", [{}, {"country": "PE", "organization": "league"}])
def test_an_office_is_of_one_bearer(bearers: dict[str, str], admin_client: Client):
    make_organization("league", ["PE"])
    answer = admin_client.post(
        reverse("admin:events_office_add"), {"title": "Secretary", "level": "official"} | bearers | rows("tenures")
    )
    assert "exactly one of the two" in answer.context["adminform"].form.errors["country"][0]


@pytest.mark.parametrize(
    ("dates", "fault"),
    [
        ({"since": "2021-02-30"}, "Not a date"),
        ({"since": "2021", "until": "2020"}, "ends before"),
        ({"since": "2020-11"}, "there already"),
    ],
)
def test_faulty_tenures_are_refused(dates: dict[str, str], fault: str, admin_client: Client):
    tenure = make_tenure(make_person(), "Foreign Minister", "PE", "2020-11")
    fields = {"person": tenure.person_id, "office": tenure.office_id} | dates
    answer = admin_client.post(reverse("admin:events_tenure_add"), fields)
    assert fault in str(answer.context["adminform"].form.errors)
    form = {"person": tenure.person_id} | dates
    office = {"title": "Foreign Minister", "country": "PE", "level": "minister"}
    known = {"id": tenure.pk, "office": tenure.office_id, "person": tenure.person_id, "since": "2020-11"}
    inline = rows("tenures", known, {"office": tenure.office_id} | form, initial=1)
    answer = admin_client.post(reverse("admin:events_office_change", args=[tenure.office_id]), office | inline)
    assert answer.status_code == 200
    assert Tenure.objects.count() == 1
