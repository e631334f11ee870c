"""The reference data and the sample dispatches of seeds/ are complete, of one form and free of contradictions.

Pure: reads the files, needs no database.
"""

import csv
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from events.vocabulary import Level, Portfolio

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
DISPATCHES = sorted((SEEDS / "dispatches").iterdir())
LANGUAGES = {"fr", "ru", "ar", "tr", "zh", "es"}
SINGLE_HOLDER = {Level.LEADER, Level.MINISTER, Level.OFFICIAL}  # several deputy ministers serve at once
Rows = list[dict[str, Any]]


def load(name: str) -> Rows:
    rows: Rows = json.loads((SEEDS / name).read_text(encoding="utf-8"))
    return rows


def shared(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """The names that more than one owner claims, of (name, owner) pairs."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name, owner in pairs:
        owners[name.casefold()].add(owner)
    return {name: found for name, found in owners.items() if len(found) > 1}


def english(row: dict[str, Any]) -> list[str]:
    return [row["name"], *(n["name"] for n in row["names"] if n["language"] == "en")]


def span(text: str | None, *, unknown: date) -> tuple[date, date]:
    """The earliest and latest day of a partial date, so that a bad one fails; `unknown` stands for null."""
    if text is None:
        return unknown, unknown
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text), text
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else None
    return date(year, month or 1, 1), date(year, month or 12, 28)


@pytest.fixture(scope="module")
def countries() -> Rows:
    return load("countries.json")


@pytest.fixture(scope="module")
def organizations() -> Rows:
    return load("organizations.json")


@pytest.fixture(scope="module")
def offices() -> Rows:
    return load("offices.json")


@pytest.fixture(scope="module")
def cities() -> list[dict[str, str]]:
    with (SEEDS / "cities.tsv").open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("path", [p for p in SEEDS.rglob("*") if p.is_file()], ids=lambda p: p.name)
def test_files_are_clean_utf8(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    assert "�" not in text
    assert not [c for c in set(text) if unicodedata.category(c) == "Cc" and c not in "\n\t"]


def test_each_country_has_the_fields_of_its_form(countries: Rows) -> None:
    keys = {"code", "alpha3", "numeric", "name", "names", "demonyms", "capital", "seats", "wikidata"}
    for row in countries:
        assert set(row) == keys, row["code"]
        assert re.fullmatch(r"[A-Z]{2}", row["code"])
        assert re.fullmatch(r"[A-Z]{3}", row["alpha3"])
        assert re.fullmatch(r"Q[1-9]\d*", row["wikidata"]), row["code"]
        assert row["numeric"] is None if row["code"] == "XK" else re.fullmatch(r"\d{3}", row["numeric"])
        assert all(set(name) == {"name", "language"} and name["name"].strip() == name["name"] != "" for name in row["names"])
        assert all(isinstance(word, str) and word for word in row["demonyms"] + row["seats"])
        assert len(set(row["demonyms"])) == len(row["demonyms"])
        assert row["seats"] == [] or row["seats"][0] == row["capital"]


def test_all_countries_are_there_once(countries: Rows) -> None:
    assert len(countries) == 250  # 249 of ISO 3166-1, and Kosovo
    for key in ("code", "alpha3", "numeric", "wikidata"):
        values = [row[key] for row in countries]
        assert len(set(values)) == 250, key
    assert [row["code"] for row in countries] == sorted(row["code"] for row in countries)


def test_each_country_is_named_in_the_promised_languages(countries: Rows) -> None:
    missing = {row["code"]: LANGUAGES - {name["language"] for name in row["names"]} for row in countries}
    assert not {code: languages for code, languages in missing.items() if languages}


@pytest.mark.parametrize("language", ["en", *sorted(LANGUAGES)])
def test_no_two_countries_share_a_name(countries: Rows, language: str) -> None:
    def names(row: dict[str, Any]) -> list[str]:
        return english(row) if language == "en" else [n["name"] for n in row["names"] if n["language"] == language]

    assert not shared((name, row["code"]) for row in countries for name in names(row))


def test_a_seat_stands_for_one_country(countries: Rows) -> None:
    assert not shared((seat, row["code"]) for row in countries for seat in row["seats"])


def test_only_known_demonyms_are_ambiguous(countries: Rows) -> None:
    found = shared((word, row["code"]) for row in countries for word in row["demonyms"])
    assert found == {"congolese": {"CD", "CG"}, "dominican": {"DM", "DO"}, "dominicans": {"DM", "DO"}}


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Turkey", "TR"), ("Turkiye", "TR"), ("Türkiye", "TR"), ("Russian Federation", "RU"), ("U.S.", "US"), ("USA", "US"),
        ("Britain", "GB"), ("UAE", "AE"), ("DRC", "CD"), ("Republic of the Congo", "CG"), ("Ivory Coast", "CI"),
        ("Burma", "MM"), ("Swaziland", "SZ"), ("Czech Republic", "CZ"), ("Holland", "NL"), ("Vatican", "VA"),
        ("ROK", "KR"), ("DPRK", "KP"), ("Palestinian Authority", "PS"), ("Macedonia", "MK"), ("East Timor", "TL"),
        ("Cape Verde", "CV"), ("Syrian Arab Republic", "SY"), ("Islamic Republic of Iran", "IR"), ("Viet Nam", "VN"),
    ],
)  # fmt: skip
def test_newsroom_spellings_are_known(countries: Rows, spelling: str, code: str) -> None:
    assert [row["code"] for row in countries if spelling in english(row)] == [code]


@pytest.mark.parametrize(
    ("seat", "code"),
    [
        ("Kremlin", "RU"), ("White House", "US"), ("Downing Street", "GB"), ("Jerusalem", "IL"), ("The Hague", "NL"),
        ("Naypyidaw", "MM"), ("Abidjan", "CI"), ("La Paz", "BO"), ("Pretoria", "ZA"), ("Zhongnanhai", "CN"), ("Kiev", "UA"),
    ],
)  # fmt: skip
def test_seats_of_government_are_known(countries: Rows, seat: str, code: str) -> None:
    assert [row["code"] for row in countries if seat in row["seats"]] == [code]


def test_organizations_have_their_form_and_known_members(countries: Rows, organizations: Rows) -> None:
    codes = {row["code"] for row in countries}
    assert len(organizations) >= 90
    for row in organizations:
        assert set(row) == {"slug", "short", "name", "names", "members", "seats", "wikidata"}, row["slug"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["slug"])
        assert len(set(row["members"])) == len(row["members"])
        assert set(row["members"]) <= codes, row["slug"]
        assert row["wikidata"] is None or re.fullmatch(r"Q[1-9]\d*", row["wikidata"])
        assert all(set(name) == {"name", "language"} and name["name"] for name in row["names"])


def test_no_name_means_two_organizations_or_a_country(countries: Rows, organizations: Rows) -> None:
    owned = [(name, row["slug"]) for row in organizations for name in {row["short"], *english(row)}]
    owned += [(name, row["code"]) for row in countries for name in english(row)]
    assert not shared(owned)
    for key in ("slug", "short"):
        assert len({row[key] for row in organizations}) == len(organizations)
    known = [row["wikidata"] for row in organizations if row["wikidata"]]
    assert len(set(known)) == len(known)


@pytest.mark.parametrize(
    ("slug", "short", "members"),
    [
        ("un", "UN", 193), ("eu", "EU", 27), ("nato", "NATO", 32), ("osce", "OSCE", 57), ("arab-league", "Arab League", 22),
        ("african-union", "African Union", 55), ("asean", "ASEAN", 11), ("gcc", "GCC", 6), ("sco", "SCO", 10),
        ("g7", "G7", 7), ("oic", "OIC", 57), ("apec", "APEC", 21), ("council-of-europe", "Council of Europe", 46),
    ],
)  # fmt: skip
def test_main_organizations_have_their_members(organizations: Rows, slug: str, short: str, members: int) -> None:
    row = next(row for row in organizations if row["slug"] == slug)
    assert (row["short"], len(row["members"])) == (short, members)
    assert {"fr", "es", "ru", "ar", "zh"} <= {name["language"] for name in row["names"]} or short == "G7"


def test_offices_have_their_form(countries: Rows, organizations: Rows, offices: Rows) -> None:
    codes, slugs = {row["code"] for row in countries}, {row["slug"] for row in organizations}
    for row in offices:
        assert set(row) == {"country", "organization", "title", "portfolio", "level", "tenures"}
        assert (row["country"] in codes) != (row["organization"] in slugs), row["title"]
        assert row["level"] in set(Level)
        assert row["portfolio"] is None or row["portfolio"] in set(Portfolio)
        assert row["tenures"]
        for tenure in row["tenures"]:
            assert set(tenure) == {"from", "to", "person"}
            person = tenure["person"]
            assert set(person) == {"name", "names", "country", "wikidata"}
            assert person["country"] is None or person["country"] in codes
            assert person["name"] not in [name["name"] for name in person["names"]]
            assert len({name["name"] for name in person["names"]}) == len(person["names"])
    titles = [(row["country"], row["organization"], row["title"]) for row in offices]
    assert len(set(titles)) == len(titles)


def test_a_person_is_told_alike_wherever_it_stands(offices: Rows) -> None:
    persons: dict[tuple[str, str | None], dict[str, Any]] = {}
    ids: dict[str, str] = {}
    for person in (tenure["person"] for row in offices for tenure in row["tenures"]):
        assert persons.setdefault((person["name"], person["country"]), person) == person
        if person["wikidata"]:
            assert ids.setdefault(person["wikidata"], person["name"]) == person["name"]
    assert not shared((n, p["name"]) for p in persons.values() for n in [p["name"], *(o["name"] for o in p["names"])])


def test_tenures_run_forward_and_one_holder_follows_the_other(offices: Rows) -> None:
    for row in offices:
        held = []
        for tenure in row["tenures"]:
            begin, end = span(tenure["from"], unknown=date.min), span(tenure["to"], unknown=date.max)
            assert begin[0] <= end[1], (row["title"], tenure["person"]["name"])
            held.append((begin, end, tenure["person"]["name"]))
        if row["level"] not in SINGLE_HOLDER:
            continue
        held.sort()
        for (_, end, name), (begin, _, successor) in pairwise(held):
            assert end[0] <= begin[1], (row["title"], name, successor)


@pytest.mark.parametrize(
    ("country", "portfolio", "day", "holder"),
    [
        ("IR", "defence", date(2021, 8, 1), "Amir Hatami"),
        ("IR", "defence", date(2023, 4, 25), "Mohammad-Reza Gharaei Ashtiani"),
        ("SY", "defence", date(2022, 1, 1), "Ali Abdullah Ayyoub"),
        ("SY", "defence", date(2022, 12, 28), "Ali Mahmoud Abbas"),
        ("TR", "defence", date(2023, 4, 25), "Hulusi Akar"),
        ("TR", "foreign", date(2023, 5, 10), "Mevlüt Çavuşoğlu"),
        ("TR", "foreign", date(2023, 7, 1), "Hakan Fidan"),
        ("RU", "defence", date(2023, 4, 25), "Sergei Shoigu"),
        ("RU", "foreign", date(2023, 5, 10), "Sergey Lavrov"),
        ("SY", "foreign", date(2023, 5, 10), "Faisal Mekdad"),
        ("IR", "foreign", date(2023, 5, 10), "Hossein Amir-Abdollahian"),
    ],
)
def test_who_held_which_ministry(offices: Rows, country: str, portfolio: str, day: date, holder: str) -> None:
    (office,) = (o for o in offices if (o["country"], o["portfolio"], o["level"]) == (country, portfolio, "minister"))
    on_that_day = [
        tenure["person"]["name"]
        for tenure in office["tenures"]
        if span(tenure["from"], unknown=date.min)[1] <= day <= span(tenure["to"], unknown=date.max)[0]
    ]
    assert on_that_day == [holder]


def test_cities_have_their_form(countries: Rows, cities: list[dict[str, str]]) -> None:
    codes = {row["code"] for row in countries}
    assert len(cities) > 5_000
    assert (SEEDS / "cities.tsv").stat().st_size < 1_500_000
    for row in cities:
        assert list(row) == ["name", "country", "population", "admin1", "alternates", "common", "latitude", "longitude"]
        assert row["name"]
        assert row["country"] in codes
        assert row["population"].isdigit()
        assert row["common"] in {"", "1"}
        alternates = row["alternates"].split("|") if row["alternates"] else []
        assert "" not in alternates
        assert row["name"] not in alternates
        if row["latitude"]:
            assert abs(float(row["latitude"])) <= 90
            assert abs(float(row["longitude"])) <= 180
    assert sum(row["latitude"] == "" for row in cities) < 20
    places = [(row["name"], row["country"]) for row in cities]
    assert len(set(places)) == len(places)


def test_no_lesser_city_takes_the_name_of_a_seat(countries: Rows, cities: list[dict[str, str]]) -> None:
    seats = {row["capital"]: row["code"] for row in countries if row["seats"]}
    largest: dict[str, tuple[int, str]] = {}
    for row in cities:
        if row["common"] != "1":
            largest[row["name"]] = max(largest.get(row["name"], (-1, "")), (int(row["population"]), row["country"]))
    wrong = {name: found for name, found in largest.items() if name in seats and found[1] != seats[name]}
    assert set(wrong) <= {"San Jose"}  # the city in California is larger than the capital of Costa Rica


def test_the_gazetteer_names_its_source() -> None:
    first = (SEEDS / "cities.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#")
    assert "GeoNames" in first
    assert "CC BY 4.0" in first


def test_every_capital_is_in_the_gazetteer(countries: Rows, cities: list[dict[str, str]]) -> None:
    places = {(name, row["country"]) for row in cities for name in [row["name"], *row["alternates"].split("|")]}
    assert not [row["code"] for row in countries if row["capital"] and (row["capital"], row["code"]) not in places]


@pytest.mark.parametrize(
    ("spelling", "country", "common"),
    [
        ("Davos", "CH", False), ("Camp David", "US", False), ("Sharm el-Sheikh", "EG", False), ("Bali", "ID", False),
        ("Kiev", "UA", False), ("St. Petersburg", "RU", False), ("Washington, D.C.", "US", False), ("Ulan Bator", "MN", False),
        ("New York City", "US", False), ("Geneva", "CH", False), ("Hiroshima", "JP", False), ("Yalta", "UA", False),
        ("Vatican", "VA", False), ("Ramstein", "DE", False), ("Mar-a-Lago", "US", False), ("Nice", "FR", True),
        ("Reading", "GB", True), ("Bath", "GB", True), ("Mobile", "US", True), ("Man", "CI", True), ("Austin", "US", True),
    ],
)  # fmt: skip
def test_places_of_diplomacy_and_everyday_words(cities: list[dict[str, str]], spelling: str, country: str, common: bool) -> None:
    found = [row for row in cities if spelling in [row["name"], *row["alternates"].split("|")] and row["country"] == country]
    assert found
    assert (max(found, key=lambda row: int(row["population"]))["common"] == "1") is common


def test_dispatches_come_in_many_shapes() -> None:
    documents = sum(len(path.read_text(encoding="utf-8").splitlines()) if path.suffix == ".jsonl" else 1 for path in DISPATCHES)
    assert documents >= 8
    assert {path.suffix for path in DISPATCHES} == {".txt", ".md", ".html", ".json", ".jsonl"}
    texts = {path: path.read_text(encoding="utf-8") for path in DISPATCHES}
    shapes = {
        "agency report with a dateline": [p for p, t in texts.items() if re.search(r"^MOSCOW, .*\(Aurelia\) - ", t, re.M)],
        "readout with front matter": [p for p in texts if p.suffix == ".md" and "readout" in p.name],
        "announcement": [p for p, t in texts.items() if "tomorrow" in t],
        "later analysis": [p for p in texts if "analysis" in p.name],
        "page with menus and weather": [p for p, t in texts.items() if p.suffix == ".txt" and "°C" in t],
        "HTML": [p for p in texts if p.suffix == ".html"],
        "two documents in one file": [p for p, t in texts.items() if p.suffix == ".jsonl" and len(t.splitlines()) == 2],
    }
    assert not [shape for shape, paths in shapes.items() if not paths]


@pytest.mark.parametrize("path", [p for p in DISPATCHES if p.suffix in {".json", ".jsonl"}], ids=lambda p: p.name)
def test_structured_dispatches_hold_documents(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for part in text.splitlines() if path.suffix == ".jsonl" else [text]:
        document = json.loads(part)
        assert document.get("type", "document") == "document"
        assert {"id", "url", "title", "publisher", "published", "language", "text"} == set(document) - {"type"}
        assert date.fromisoformat(document["published"])


@pytest.mark.parametrize("path", [p for p in DISPATCHES if p.suffix == ".md"], ids=lambda p: p.name)
def test_front_matter_is_complete(path: Path) -> None:
    _, matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert {line.split(":")[0] for line in matter.splitlines()} == {"title", "publisher", "published", "url", "language"}
    assert body.strip()


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda p: p.name)
def test_addresses_of_dispatches_are_reserved_ones(path: Path) -> None:
    hosts = re.findall(r"https?://([^/\"\s]+)", path.read_text(encoding="utf-8"))
    assert not [host for host in hosts if host != "schema.org" and not host.endswith("example.org")]
