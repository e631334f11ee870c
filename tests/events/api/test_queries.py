"""Fifty rows cost the queries of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    "meetings/": 2,
    "meetings/?count=true": 3,
    "meetings/?party=RU&party=TR&q=representatives": 2,
    "meetings/?expand=participants.person": 5,
    "statements/": 1,
    "statements/?expand=speaker,meeting,document": 8,
    "persons/": 3,
    "persons/?q=person": 3,
    "countries/": 1,
    "organizations/": 2,
    "documents/": 2,
    "meetings/{meeting}/statements/": 2,
    "meetings/{meeting}/evidence/": 2,
    "persons/{person}/meetings/": 3,
    "persons/{person}/statements/": 2,
    "meetings/{meeting}/": 2,
    "persons/{person}/": 3,
}


@pytest.fixture(params=[1, 50], ids=["one", "fifty"])
def filled(request, empty_record):
    meeting, person = fill(request.param)
    return {"meeting": meeting.pk, "person": person.pk}


def test_queries(reader, filled):
    make_country("RU"), make_country("TR")
    for path in PATHS:
        reader.json(path.format(**filled))  # what is looked up once in a process is known from here on
    spent = {}
    for path in PATHS:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            reader.json(path.format(**filled))
        spent[path] = len(queries)
    assert spent == PATHS
