"""The table of titles: level and fields of each, and where a title ends."""

import time

import pytest

from sources.extraction.offices import classify, find_offices

TITLES = [
    ("President", "leader", []),
    ("Prime Minister", "leader", []),
    ("Premier", "leader", []),
    ("Chancellor", "leader", []),
    ("Crown Prince", "leader", []),
    ("Secretary-General", "leader", []),
    ("Vice President", "leader", []),
    ("heads of state", "leader", []),
    ("Deputy Prime Minister", "minister", []),
    ("Foreign Minister", "minister", ["foreign"]),
    ("Minister for Foreign Affairs and Trade", "minister", ["foreign", "trade"]),
    ("External Affairs Minister", "minister", ["foreign"]),
    ("Secretary of State", "minister", ["foreign"]),
    ("Secretary of Defense", "minister", ["defence"]),
    ("Defence Secretary", "minister", ["defence"]),
    ("Treasury Secretary", "minister", ["finance"]),
    ("Home Secretary", "minister", ["interior"]),
    ("top diplomat", "minister", ["foreign"]),
    ("High Representative for Foreign Affairs and Security Policy", "minister", ["foreign"]),
    ("Minister of Agriculture", "minister", ["agriculture"]),
    ("transport minister", "minister", ["transport"]),
    ("energy minister", "minister", ["energy"]),
    ("deputy foreign minister", "deputy_minister", ["foreign"]),
    ("Vice Foreign Minister", "deputy_minister", ["foreign"]),
    ("Undersecretary", "deputy_minister", []),
    ("Minister of State", "deputy_minister", []),
    ("Assistant Secretary of State", "official", ["foreign"]),
    ("intelligence chief", "official", ["intelligence"]),
    ("National Security Adviser", "official", ["security"]),
    ("foreign ministry spokesperson", "official", ["foreign"]),
    ("White House Chief of Staff", "official", []),
    ("ambassador", "official", []),
    ("special envoy", "official", []),
]


@pytest.mark.parametrize(("title", "level", "portfolios"), TITLES, ids=[row[0] for row in TITLES])
def test_level_and_fields_of_a_title(title, level, portfolios):
    found_level, found = classify(title)
    assert (str(found_level), [str(portfolio) for portfolio in found]) == (level, portfolios)


PHRASES = [
    ("the Omani Minister for Foreign Affairs and Trade Salim Harbi", ["Minister for Foreign Affairs and Trade"]),
    (
        "Assistant Secretary of State for Near-Eastern Affairs Ann Porter",
        ["Assistant Secretary of State for Near-Eastern Affairs"],
    ),
    ("defence ministers and intelligence chiefs of Iran", ["defence ministers", "intelligence chiefs"]),
    ("the then-foreign minister Walid", ["then-foreign minister"]),
    ("National Security Council Secretary Aram", ["National Security Council Secretary"]),
    ("Deputy Prime Minister and Minister of Finance", ["Deputy Prime Minister and Minister of Finance"]),
    ("under former President Adams", ["former President"]),
    (
        "Coordinating Minister for Maritime Affairs and Investment Pandu",
        ["Coordinating Minister for Maritime Affairs and Investment"],
    ),
    (
        "Head of the Protocol Department of the Presidential Administration Aliyar",
        ["Head of the Protocol Department of the Presidential Administration"],
    ),
    ("the carpet was red", []),
]


@pytest.mark.parametrize(("text", "titles"), PHRASES, ids=[row[0][:40] for row in PHRASES])
def test_titles_in_a_text(text, titles):
    found = list(find_offices(text, 0, len(text)))
    assert [office.title for office in found] == titles
    assert all(" ".join(text[office.start : office.end].split()) == office.title for office in found)


def test_plural_titles_are_told():
    (office,) = find_offices("the foreign ministers met", 0, 25)
    assert office.plural
    (office,) = find_offices("the foreign minister met", 0, 24)
    assert not office.plural


@pytest.mark.parametrize("piece", ["deputy ", "foreign, and ", "minister of the ", "((((", "Abc ", "—", " "])
def test_hostile_text_is_read_in_time(piece):
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    for _ in find_offices(text, 0, len(text)):
        pass
    assert time.process_time() - start < 10
