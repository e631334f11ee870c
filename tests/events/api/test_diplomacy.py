"""Questions of diplomacy: offices, places, disagreement, counterparts, counts, and the recipes that lists answer already."""

import re

import pytest
from django.db import connection, connections, transaction

from events.api import budgets
from events.api.views import RECIPES
from events.services.writing import writing
from tests.factories import make_country, make_meeting, make_organization, make_person, make_statement, make_tenure


def letters(reader, rows, query, path="meetings/"):
    """Which of the rows (by a letter each) a list finds, in its order."""
    named = {str(row.pk): letter for letter, row in rows.items()}
    return "".join(named[key] for key in reader.ids(f"{path}?{query}"))


@pytest.fixture
def offices(empty_record):
    """Meetings and statements of a foreign minister's office that changed hands."""
    former, present = make_person("Aylin Demir", "TR"), make_person("Kerem Yalin", "TR")
    make_country("RU"), make_organization("un")
    with writing():
        make_tenure(former, "Minister of Foreign Affairs", "TR", "2020-01-01", "2023-06-04")
        make_tenure(present, "Minister of Foreign Affairs", "TR", "2023-06-05")
    meetings = {
        "a": make_meeting(["TR", "RU"], "2023-04-25", participants=[former]),
        "b": make_meeting(["TR", "RU"], "2023-07-01", participants=[present]),
        "c": make_meeting(["TR", "RU"], "2024-07-01", participants=[former]),
    }
    statements = {
        "a": make_statement(speaker=former, day="2023-04-24"),
        "b": make_statement(speaker=present, day="2023-08"),
        "c": make_statement(speaker=former, day="2024"),
        "d": make_statement(speaker=former, day="2024", office="Deputy Foreign Minister"),
    }
    return meetings, statements


@pytest.mark.parametrize(
    ("office", "met", "said"),
    [
        ("TR:foreign minister", "ba", "ba"),
        ("TR:Minister for Foreign Affairs", "ba", "ba"),
        ("foreign minister,defence minister", "cba", "ba"),
        ("TR:deputy foreign minister", "", "d"),
        ("RU:foreign minister", "", ""),
        ("un:foreign minister", "", ""),
    ],
)
def test_offices_rather_than_persons(reader, offices, office, met, said):
    meetings, statements = offices
    assert letters(reader, meetings, f"office={office}") == met
    assert letters(reader, statements, f"office={office}", "statements/") == said


@pytest.mark.parametrize("office", ["XX:minister", "atlantis:king", "the", "TR:", ":minister,", "x" * 501])
def test_what_is_no_office_is_refused(reader, office):
    make_country("TR"), make_organization("un")
    assert "office" in reader.faults(f"meetings/?office={office}")


def test_near_a_place(reader):
    rows = {
        "a": make_meeting(["RU"], "2023-04-03", city="Moscow", country="RU"),
        "b": make_meeting(["RU"], "2023-04-02", city="tula", country="RU"),
        "c": make_meeting(["RU"], "2023-04-01", city="Sochi", country="RU"),
        "d": make_meeting(["RU"], "2023-03-01", city="Moscow", country="US"),
        "e": make_meeting(["RU"], "2023-02-01"),
    }
    for query, found in {
        "near=Moscow": "a",
        "near=Moscow,RU&radius=200": "ab",
        "near=55.75,37.62&radius=200": "ab",
        "near=55.75,%2037.62": "a",
        "near=Sochi&radius=1000": "c",
        "near=-33.4,-70.6&radius=1000": "",
        "near=Moscow&radius=200&party=RU&date_to=2023-04-02": "b",
    }.items():
        assert letters(reader, rows, query) == found, query


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("near=Nowhereville", "near"),
        ("near=Moscow,US", "near"),
        ("near=91,0", "near"),
        ("near=1e5,0", "near"),
        ("near=nan,0", "near"),
        ("near=San Jose", "near"),
        ("radius=10", "radius"),
        ("near=Moscow&radius=0", "radius"),
        ("near=Moscow&radius=1001", "radius"),
        ("near=Moscow&radius=-5", "radius"),
        ("near=Moscow&near=Sochi", "near"),
    ],
)
def test_what_is_no_place_is_refused(reader, query, named):
    assert list(reader.faults(f"meetings/?{query}")) == [named]


def test_a_name_of_several_cities_is_not_guessed_at(reader):
    assert "San Jose,CR" in reader.faults("meetings/?near=San Jose")["near"]


def test_recipes_answer_what_they_say(reader):
    rows = {
        "a": make_meeting(["SY", "TR"], "2026-09-01"),
        "b": make_meeting(["SY", "TR", "RU"], "2026-10-01"),
        "c": make_meeting(["SY", "TR"], "2026-11-20", status="planned"),
        "d": make_meeting(["SY", "TR"], "2026-12-20", status="planned"),
        "e": make_meeting(["SY", "TR"], "2026-12-10", status="planned"),
        "f": make_meeting(["TR"], None),
        "g": make_meeting(["SY", "TR"], "2026-11-10", status="cancelled"),
    }
    asked = [letters(reader, rows, recipe) for recipe in re.findall(r"`\?([^`]+)`", RECIPES) if "ics" not in recipe]
    assert asked == ["b", "e", "c", "abgced", "agced", ""]
    calendar = b"".join(reader.get(f"meetings/?{re.findall(r'party=TR&format=ics', RECIPES)[0]}").streaming_content)
    assert calendar.count(b"BEGIN:VEVENT") == 6


def test_what_documents_disagree_about(reader):
    city, day = {"field": "city", "value": "Sochi", "documents": []}, {"field": "start_date", "value": "2023", "documents": []}
    rows = {
        "a": make_meeting(["TR"], "2023-04-03", conflicts=[city, city]),
        "b": make_meeting(["TR"], "2023-04-02", conflicts=[city, day]),
        "c": make_meeting(["TR"], "2023-04-01"),
    }
    assert letters(reader, rows, "conflict=city") == "ab"
    assert letters(reader, rows, "conflict=start_date,level") == "b"
    assert letters(reader, rows, "conflict=mode") == ""
    assert "conflict" in reader.faults("meetings/?conflict=colour")


@pytest.fixture
def encounters(empty_record):
    """Meetings of Türkiye, of its minister and of others."""
    aylin, boris, kerem = make_person("Aylin Demir", "TR"), make_person("Boris Orlov", "RU"), make_person("Kerem Yalin", "TR")
    make_meeting(["RU", "TR"], "2022-12-28", participants=[aylin, boris, kerem], level="minister")
    make_meeting(["RU", "SY", "TR"], "2023-04", participants=[aylin, boris], level="minister", mode="phone")
    make_meeting(["SY", "TR"], "2023", organizations=["un"], portfolios=["defence", "foreign"])
    make_meeting(["RU", "TR"], None, status="planned")
    make_meeting(["RU", "SY"], "2023-04-02")
    return aylin


def test_counterparts_of_a_country(reader, encounters):
    body = reader.json("countries/TR/counterparts/?count=true")
    assert body["count"] == 3
    assert body["results"] == [
        {"country": "RU", "organization": None, "meeting_count": 3, "years": [
            {"year": 2022, "meeting_count": 1}, {"year": 2023, "meeting_count": 1}, {"year": None, "meeting_count": 1}]},
        {"country": "SY", "organization": None, "meeting_count": 2, "years": [{"year": 2023, "meeting_count": 2}]},
        {"country": None, "organization": "un", "meeting_count": 1, "years": [{"year": 2023, "meeting_count": 1}]},
    ]  # fmt: skip
    held = reader.json("countries/TR/counterparts/?status=held&date_from=2023-02&fields=country,meeting_count")["results"]
    assert [tuple(row.values()) for row in held] == [("SY", 2), (None, 1), ("RU", 1)]
    assert reader.json("countries/SY/counterparts/?party=TR&mode=video")["results"] == []


def test_counterparts_of_a_person_are_of_the_other_side(reader, encounters):
    (one,) = reader.json(f"persons/{encounters.pk}/counterparts/")["results"]
    assert (one["person"]["name"], one["country"], one["meeting_count"]) == ("Boris Orlov", "RU", 2)
    assert one["years"] == [{"year": 2022, "meeting_count": 1}, {"year": 2023, "meeting_count": 1}]


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("", [("2022-12", 1), ("2023-04", 2), (None, 2)]),
        ("by=year", [(2022, 1), (2023, 3), (None, 1)]),
        ("by=mode", [("in_person", 4), ("phone", 1)]),
        ("by=level", [("minister", 2), (None, 3)]),
        ("by=portfolio", [("defence", 1), ("foreign", 1)]),
        (
            "by=pair&ordering=-meeting_count",
            [(["RU", "TR"], 3), (["SY", "TR"], 2), (["RU", "SY"], 2), (["TR", "un"], 1), (["SY", "un"], 1)],
        ),
        ("by=month&party=RU&party=SY", [("2023-04", 2)]),
        ("by=status&status=planned", [("planned", 1)]),
        ("by=city", None),
    ],
)
def test_counts(reader, encounters, query, counted):
    if counted is None:
        assert "by" in reader.faults(f"stats/?{query}")
        return
    results = reader.json(f"stats/?{query}")["results"]
    assert [tuple(row.values()) for row in results] == counted


def test_counts_by_several(reader, encounters):
    results = reader.json("stats/?by=year,status&party=RU")["results"]
    assert results == [
        {"year": 2022, "status": "held", "meeting_count": 1},
        {"year": 2023, "status": "held", "meeting_count": 2},
        {"year": None, "status": "planned", "meeting_count": 1},
    ]
    assert "by" in reader.faults("stats/?by=year,month,status,level")
    table = b"".join(reader.get("stats/?by=pair&ordering=-meeting_count&format=csv&fields=pair,meeting_count").streaming_content)
    assert table.decode().splitlines()[:2] == ["pair,meeting_count", "RU;TR,3"]


@pytest.mark.parametrize(
    "path", ["stats/?by=pair", "stats/?by=month,status&ordering=-meeting_count", "countries/TR/counterparts/?"]
)
def test_counts_in_pages(reader, encounters, path):
    whole = reader.json(path)["results"]
    there, address = [], f"{path}&page_size=1"
    while address:
        body = reader.json(address)
        there += body["results"]
        address = body["next"]
    back = body["results"]
    while body["previous"]:
        body = reader.json(body["previous"])
        back = body["results"] + back
    assert there == back == whole
    assert len(whole) > 2


@pytest.mark.django_db(transaction=True)
def test_counts_as_of_a_moment(reader):
    make_meeting(["RU", "TR"], "2023-01-01")
    position = reader.json("changes/?page_size=200")["results"][-1]["position"]
    addresses = ("stats/?by=year", "countries/TR/counterparts/?")
    before = [reader.json(address)["results"] for address in addresses]
    make_meeting(["RU", "TR"], "2030-01-01")
    assert len(reader.json("stats/?by=year")["results"]) == 2
    assert [reader.json(f"{address}&as_of={position}")["results"] for address in addresses] == before


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_is_told_so(reader, monkeypatch):
    """The table is held by somebody else for longer than a question may take."""
    monkeypatch.setattr(budgets, "SECONDS", 0.2)
    other = connections.create_connection("default")
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE events_publishedmeeting IN ACCESS EXCLUSIVE MODE")
            counted = reader.get("stats/?by=pair")
            with connection.cursor() as own:
                own.execute("SET LOCAL statement_timeout = 200")
            listed = reader.get("meetings/?party=TR")
    finally:
        other.close()
    assert (counted.status_code, listed.status_code) == (400, 503)
    assert "narrow" in counted.json()["detail"]
    assert listed["Retry-After"] == "5"
