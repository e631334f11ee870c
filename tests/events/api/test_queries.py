"""Fifty rows cost the queries of one. All is committed: nothing else is shown as it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    make_claim,
    make_country,
    make_evidence,
    make_meeting,
    make_organization,
    make_person,
    make_statement,
    make_tenure,
)

pytestmark = pytest.mark.django_db(transaction=True)


def fill(number):
    """That many of each resource; returns a meeting and a person that have that many of everything."""
    person = make_person("The One")
    meeting = make_meeting(participants=[person])
    claim = make_claim(meeting)
    for i in range(number):
        country = make_country(f"{chr(65 + i // 26)}{chr(65 + i % 26)}", alpha3=f"{i:03}")
        make_organization(f"org-{i}", [country.pk])
        other = make_person(country=country.pk, spellings=[f"Alias {i}"])
        make_tenure(other, f"Minister {i}", country.pk, "2020")
        told = make_meeting(participants=[person, other])
        make_claim(told, claim.document)
        make_evidence(claim, "city", "Moscow", "Moscow")
        make_statement(speaker=person, meeting=meeting)
    return meeting, person


PATHS = {
    "meetings/": 1,
    "meetings/?count=true": 2,
    "meetings/?party=RU&party=TR&q=nobody": 2,
    "meetings/?q=representatives&count=true": 2,
    "meetings/?q=representatives&count=true&page_size=1": 2,
    "meetings/?party=RU&count=true": 1,
    "meetings/?as_of={instant}": 2,
    "meetings/?as_of={instant}&q=representatives&count=true": 2,
    "meetings/?person={person}": 2,
    "meetings/?person={person}&person={person}&count=true": 2,
    "meetings/?as_of={instant}&person={person}&count=true": 2,
    "meetings/?expand=participants.person": 2,
    "statements/": 1,
    "statements/?expand=speaker,meeting,document": 2,
    "statements/?as_of={instant}&speaker={person}&meeting={meeting}": 2,
    "statements/?speaker={person}": 2,
    "statements/?speaker={person}&meeting={meeting}&count=true": 2,
    "persons/": 1,
    "persons/?q=person": 1,
    "countries/": 1,
    "organizations/": 1,
    "documents/": 1,
    "documents/?q=moscow": 1,
    "documents/?meeting={meeting}&count=true": 2,
    "meetings/{meeting}/statements/": 2,
    "meetings/{meeting}/statements/?count=true": 2,
    "meetings/{meeting}/evidence/": 2,
    "meetings/{meeting}/evidence/?count=true": 2,
    "meetings/{meeting}/history/": 1,
    "persons/{person}/meetings/": 2,
    "persons/{person}/meetings/?as_of={instant}&person={person}": 2,
    "persons/{person}/meetings/?person={person}&count=true": 2,
    "persons/{person}/statements/": 2,
    "meetings/?office=TR:defence minister": 1,
    "meetings/?near=Moscow&radius=100": 1,
    "stats/?by=pair": 4,
    "countries/TR/counterparts/": 5,
    "persons/{person}/counterparts/": 6,
    "meetings/{meeting}/": 1,
    "persons/{person}/": 1,
}
"""Path → queries of a list or detail; `expand` costs one, a budget three."""
AT_ONCE = {f"{name}/" for name in ("meetings", "statements", "persons", "countries", "organizations")} | {
    "meetings/{meeting}/history/", "documents/?q=moscow", "meetings/?party=RU&count=true",
}  # fmt: skip
STALE = {path: 2 if number == 1 and path not in AT_ONCE else number for path, number in PATHS.items()}
"""The same for who has another answer: where one query gives it all, one more asks first whether that is still so. Save where
the page is kept, and where it costs as much as to ask."""


@pytest.fixture(params=[1, 50], ids=["one", "fifty"])
def filled(request, empty_record):
    meeting, person = fill(request.param)
    return {"meeting": meeting.pk, "person": person.pk, "instant": timezone.now().isoformat().replace("+00:00", "Z")}


def test_queries(reader, filled):
    make_country("RU"), make_country("TR")
    for path in PATHS:
        reader.json(path.format(**filled))  # what is looked up once in a process is known from here on
    spent, spent_again = {}, {}
    for path in PATHS:
        with CaptureQueriesContext(connection) as queries:
            etag = reader.get(path.format(**filled))["ETag"]
        spent[path] = len(queries)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(path.format(**filled), HTTP_IF_NONE_MATCH='"another"').status_code == 200
        spent_again[path] = len(queries)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(path.format(**filled), HTTP_IF_NONE_MATCH=etag).status_code == 304
        assert len(queries) <= PATHS[path], path
    assert spent == PATHS
    assert spent_again == STALE
