"""Each parameter of the lists: what it finds, and what it refuses."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from events.models import Meeting, Person
from events.services.writing import writing
from tests.factories import (
    make_claim,
    make_country,
    make_document,
    make_meeting,
    make_organization,
    make_person,
    make_statement,
    make_tenure,
)

NOBODY = "01980000-0000-7000-8000-000000000000"


@pytest.fixture
def meetings(empty_record):
    """Meetings that differ in everything, by a letter."""
    aylin, boris = make_person("Aylin Demir", "TR"), make_person("Boris Orlov", "RU")
    return {
        "a": make_meeting(["RU", "SY", "TR"], "2023-04-25", participants=[aylin, boris], city="Moscow", country="RU",
                          level="minister", portfolios=["defence", "intelligence"], document_count=3),
        "b": make_meeting(["SY", "TR"], "2023-05", mode="phone", status="planned", confidence=0.4, participants=[aylin]),
        "c": make_meeting(["TR"], "2022", organizations=["un"], city="São Paulo", country="BR", level="leader",
                          portfolios=["foreign"], mode="video"),
        "d": make_meeting(["IR", "RU"], None, status="cancelled", participants=[boris], portfolios=["defence"]),
        "e": make_meeting(["SY", "TR"], "2023-04-30", "2023-05-02", organizations=["un"], status="postponed"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "abcde"),
        ("party=SY", "abe"),
        ("party=SY,IR", "abde"),
        ("party=SY&party=RU", "a"),
        ("party=SY,IR&party=RU", "ad"),
        ("parties_exactly=TR,SY", "b"),
        ("organization=un", "ce"),
        ("organization=un&party=SY", "e"),
        ("country=RU", "a"),
        ("country=RU,BR", "ac"),
        ("city=moscow", "a"),
        ("city=Moscow,s%C3%A3o%20paulo", "ac"),
        ("date_from=2023-04-25", "abe"),
        ("date_from=2023-04-26", "be"),
        ("date_from=2023-05-03", "b"),
        ("date_to=2023-04-25", "ac"),
        ("date_to=2023-05", "abce"),
        ("date_from=2023-05-01&date_to=2023-05-01", "be"),
        ("date_from=2022&date_to=2022", "c"),
        ("status=held", "ac"),
        ("status=planned,postponed", "be"),
        ("mode=phone,video", "bc"),
        ("level=minister", "a"),
        ("portfolio=defence", "ad"),
        ("portfolio=defence&portfolio=intelligence", "a"),
        ("portfolio=foreign,intelligence", "ac"),
        ("shape=trilateral", "ae"),
        ("shape=bilateral,trilateral", "abcde"),
        ("min_confidence=0.5", "acde"),
        ("min_confidence=1", ""),
        ("min_documents=2", "a"),
        ("q=moscow", "a"),
        ("q=sao paulo", "c"),
        ("q=orlov", "ad"),
        ("q=orlov demir", "a"),
        ("q=demir -orlov", "b"),
        ("q=nothing like this", ""),
    ],
)
def test_meetings(reader, meetings, query, found):
    letters = {str(meeting.pk): letter for letter, meeting in meetings.items()}
    assert sorted(letters[key] for key in reader.ids(f"meetings/?{query}")) == list(found)


def test_meetings_by_ids_of_others(reader, meetings):
    a, d = meetings["a"], meetings["d"]
    aylin, boris = Person.objects.get(name="Aylin Demir"), Person.objects.get(name="Boris Orlov")
    document = make_claim(a).document
    assert set(reader.ids(f"meetings/?id={a.pk},{d.pk},{NOBODY}")) == {str(a.pk), str(d.pk)}
    assert reader.ids(f"meetings/?person={aylin.pk}&person={boris.pk}") == [str(a.pk)]
    assert len(reader.ids(f"meetings/?person={aylin.pk},{boris.pk}")) == 3
    assert reader.ids(f"meetings/?document={document.pk}") == [str(a.pk)]
    assert reader.ids(f"meetings/?document={NOBODY}") == []


def test_updated_since(reader):
    make_meeting()
    new = reader.json(f"meetings/{make_meeting().pk}/")
    assert reader.ids(f"meetings/?updated_since={new['updated_at']}") == [new["id"]]
    elsewhere = datetime.fromisoformat(new["updated_at"]).astimezone(timezone(timedelta(hours=1))).isoformat()
    assert reader.ids(f"meetings/?updated_since={elsewhere.replace('+', '%2B')}") == [new["id"]]


def test_what_was_merged_or_deleted_is_not_listed(reader):
    kept = make_meeting()
    make_meeting(merged_into=kept)
    make_meeting(deleted_at=datetime.now(UTC))
    assert reader.ids("meetings/") == [str(kept.pk)]
    survivor = make_person()
    make_person(merged_into=survivor)
    make_person(deleted_at=datetime.now(UTC))
    assert reader.ids("persons/") == [str(survivor.pk)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "abc"),
        ("institution=foreign ministry", "c"),
        ("country=TR", "ab"),
        ("country=TR,RU", "abc"),
        ("party=SY", "a"),
        ("party=SY&party=RU", ""),
        ("kind=direct", "ac"),
        ("date_from=2023-04-24", "ab"),
        ("date_to=2023-04-23", "b"),
        ("date_from=2023-04-10&date_to=2023-04-12", "b"),
        ("min_confidence=0.5", "ab"),
        ("q=withdraws", "a"),
        ("q=%22withdraw%20their%20troops%22", "a"),
        ("q=%22troops%20withdraw%22", ""),
        ("q=cavusoglu", "b"),
    ],
)
def test_statements(reader, query, found):
    for code in ("SY", "RU"):
        make_country(code)
    rows = {
        "a": make_statement("They withdraw their troops.", meeting=make_meeting(["SY", "TR"])),
        "b": make_statement("Mr. Çavuşoğlu will come.", day="2023-04", kind="indirect"),
        "c": make_statement("No comment.", institution="Foreign Ministry", day=None, country=make_country("RU"), confidence=0.2),
    }
    letters = {str(statement.pk): letter for letter, statement in rows.items()}
    assert sorted(letters[key] for key in reader.ids(f"statements/?{query}")) == list(found)


def test_statements_by_ids_of_others(reader):
    statement = make_statement(meeting=make_meeting())
    make_statement()
    for query in (f"speaker={statement.speaker_id}", f"meeting={statement.meeting_id}", f"document={statement.document_id}"):
        assert reader.ids(f"statements/?{query}") == [str(statement.pk)]


def test_a_merged_person_is_looked_for_under_the_survivor(reader):
    statement = make_statement()
    former = make_person(merged_into=statement.speaker)
    meeting = make_meeting(participants=[statement.speaker])
    assert reader.ids(f"meetings/?person={former.pk}") == [str(meeting.pk)]
    assert reader.ids(f"statements/?speaker={former.pk}") == [str(statement.pk)]


def test_a_merged_meeting_is_looked_for_under_the_survivor(reader):
    claim, statement = make_claim(make_meeting(), make_document()), make_statement()
    survivor = claim.meeting
    former = make_meeting(["IR"], merged_into=survivor)
    said = make_statement(meeting=survivor)
    assert statement.meeting_id != survivor.pk
    for meeting in (survivor, former):
        assert reader.ids(f"documents/?meeting={meeting.pk}") == [str(claim.document_id)]
        assert reader.ids(f"statements/?meeting={meeting.pk}") == [str(said.pk)]


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Cavusoglu", "Mevlana Çavuşlu"),
        ("cavuslu", "Mevlana Çavuşlu"),
        ("Cavulsu", "Mevlana Çavuşlu"),
        ("Чавушлу", "Mevlana Çavuşlu"),
        ("Orlov Boris", "Boris Orlov"),
        ("orlof", "Boris Orlov"),
        ("Felatschow", "Maxim Felachev"),
        ("Горлов", "Ivan Gorlov"),
        ("bashir haddad", "Bachir al-Haddad"),
        ("Li", "Li Wen"),
    ],
)
def test_persons_in_any_spelling(reader, spelling, name):
    for each in ("Mevlana Çavuşlu", "Boris Orlov", "Bachir al-Haddad", "Ivan Gorlov", "Li Wen", "Ana Costa", "Maxim Felachev"):
        make_person(each)
    assert reader.json(f"persons/?q={spelling}")["results"][0]["name"] == name


@pytest.mark.parametrize("query", ["q=%2B", "q=%E2%80%AE", "q=...&ordering=name", "q=--&count=true", "q=%2B&format=csv"])
def test_a_name_without_letters_is_nobodys(reader, query):
    make_person("Boris Orlov")
    answer = reader.get(f"persons/?{query}")
    assert answer.status_code == 200
    assert b"Orlov" not in (b"".join(answer.streaming_content) if answer.streaming else answer.content)


def test_persons_by_the_likeness_of_their_names_in_pages(reader):
    for name in ("Boris Orlov", "Boris Orlova", "Boris Orloff", "Maria Fernandes"):
        make_person(name)
    pages = reader.walk("persons/?q=Boris Orlov&page_size=1")
    names = [Person.objects.get(pk=page[0]).name for page in pages]
    assert names[0] == "Boris Orlov"
    assert sorted(names) == ["Boris Orloff", "Boris Orlov", "Boris Orlova"]
    by_name = reader.json("persons/?q=Boris Orlov&ordering=name")["results"]
    assert [p["name"] for p in by_name] == ["Boris Orloff", "Boris Orlov", "Boris Orlova"]


def test_persons_by_country_and_office(reader):
    minister, envoy, other = make_person(country="TR"), make_person(country="RU"), make_person(country="RU")
    make_tenure(minister, "Minister of Defence", "TR")
    make_meeting(participants=[envoy])
    assert set(reader.ids("persons/?country=RU")) == {str(envoy.pk), str(other.pk)}
    assert reader.ids("persons/?office=minister of defence") == [str(minister.pk)]
    assert reader.ids("persons/?office=defence minister") == [str(envoy.pk)]


def test_documents(reader):
    first = make_document("About troops.", publisher="Ministry of Defence", language="en", published=datetime(2023, 4, 1))
    second = make_document("", external_id="y", language="tr", published=None, status="unread", reason="Turkish")
    meeting = make_claim(make_meeting(), first).meeting
    for query, found in {
        f"id={first.pk}": [first],
        "external_id=y,z": [second],
        "publisher=ministry of defence": [first],
        "language=tr,de": [second],
        "published_from=2023-04-01": [first],
        "published_from=2023-04-02": [],
        "published_to=2023-04": [first],
        f"meeting={meeting.pk}": [first],
        "status=unread,refused": [second],
        "q=troop": [first],
    }.items():
        assert reader.ids(f"documents/?{query}") == [str(document.pk) for document in found], query


def test_lists_within_a_record(reader):
    aylin, boris = make_person("Aylin", "TR"), make_person("Boris", "RU")
    both, one = make_meeting(participants=[aylin, boris]), make_meeting(["TR", "SY"], "2022", participants=[aylin])
    said = make_statement(speaker=aylin, meeting=both)
    make_statement(speaker=boris, meeting=one, kind="indirect")
    assert reader.ids(f"persons/{aylin.pk}/meetings/") == [str(both.pk), str(one.pk)]
    assert reader.ids(f"persons/{aylin.pk}/meetings/?person={boris.pk}") == [str(both.pk)]
    assert reader.ids(f"persons/{aylin.pk}/meetings/?party=SY") == [str(one.pk)]
    assert reader.ids(f"persons/{aylin.pk}/statements/") == [str(said.pk)]
    assert reader.ids(f"meetings/{both.pk}/statements/?kind=direct") == [str(said.pk)]
    assert reader.ids(f"meetings/{one.pk}/statements/?kind=direct") == []


@pytest.mark.parametrize(
    ("path", "parameter", "says"),
    [
        ("meetings/?colour=red", "colour", "no such parameter"),
        ("meetings/?as_of=yesterday", "as_of", "neither a position"),
        ("meetings/?as_of=999999999999999999", "as_of", "yet to come"),
        ("meetings/?party=XX", "party", "no known country"),
        ("meetings/?party=tr", "party", "in capitals"),
        ("meetings/?party=", "party", "no value"),
        ("meetings/?party=TR,", "party", "no country code"),
        ("meetings/?organization=nobody", "organization", "no known organization"),
        ("meetings/?status=hold", "status", "none of planned, held"),
        ("meetings/?status=held&status=planned", "status", "only once"),
        ("meetings/?person=7", "person", "no id"),
        ("meetings/?ordering=title", "ordering", "none of start_date, -start_date"),
        ("meetings/?fields=id,colour", "fields", "colour"),
        ("meetings/?expand=documents", "expand", "participants.person"),
        ("meetings/?format=xml", "format", "json"),
        ("meetings/?cursor=xyz", "cursor", "broken"),
        ("meetings/?page_size=0", "page_size", "from 1"),
        ("meetings/?page_size=-1", "page_size", "from 1"),
        ("meetings/?page_size=ten", "page_size", "whole number"),
        ("meetings/?count=yes", "count", "true nor false"),
        ("meetings/?date_from=99999-01-01", "date_from", "no day"),
        ("meetings/?date_from=0000", "date_from", "no day"),
        ("meetings/?date_to=2023-02-30", "date_to", "no day"),
        ("meetings/?date_to=yesterday", "date_to", "no day"),
        ("meetings/?updated_since=2023-04-25", "updated_since", "instant"),
        ("meetings/?updated_since=0001-01-01T00:00:00%2B14:00", "updated_since", "instant"),
        ("meetings/?updated_since=9999-12-31T23:59:59-14:00", "updated_since", "instant"),
        ("meetings/?min_confidence=1.5", "min_confidence", "0 to 1"),
        ("meetings/?min_confidence=nan", "min_confidence", "0 to 1"),
        ("meetings/?min_documents=99999999999", "min_documents", "too large"),
        ("meetings/?min_documents=" + "9" * 5000, "min_documents", "whole number"),
        ("meetings/?q=%00", "q", "NUL"),
        ("meetings/?%00=1", "�", "NUL"),
        ("meetings/?q=%ED%A0%80", "q", "UTF-8"),
        ("meetings/?q=%FF", "q", "UTF-8"),
        ("meetings/?q=" + "word+" * 2000, "q", "At most 50 words"),
        ("meetings/?q=" + "x" * 501, "q", "500 characters"),
        ("meetings/?id=" + ",".join([NOBODY] * 101), "id", "At most 100"),
        ("persons/?ordering=-name", "ordering", "none of name"),
        ("persons/?updated_since=2024-01-01T00:00:00Z", "updated_since", "no such parameter"),
        ("countries/?q=x", "q", "no such parameter"),
        ("statements/?speaker=Aylin", "speaker", "no id"),
        (f"meetings/{NOBODY}/?party=TR", "party", "no such parameter"),
        (f"meetings/{NOBODY}/evidence/?field=colour", "field", "none of title"),
        (f"meetings/{NOBODY}/statements/?meeting={NOBODY}", "meeting", "no such parameter"),
    ],
)
def test_refused(reader, path, parameter, says):
    make_country("TR")
    faults = reader.faults(path)
    assert list(faults) == [parameter]
    assert says in faults[parameter]


def test_all_faults_are_named_at_once(reader):
    assert set(reader.faults("meetings/?colour=red&page_size=0&status=hold")) == {"colour", "page_size", "status"}


def test_too_many_parameters(reader):
    assert reader.get("meetings/?" + "&".join(f"a{i}=1" for i in range(5000))).status_code == 400


def test_raw_bytes_in_the_query(reader):
    response = reader.client.generic("GET", "/api/v1/meetings/", QUERY_STRING=b"q=\xff\xfe".decode("latin-1"))
    assert response.status_code == 400
    assert response.json()["errors"] == [{"parameter": "q", "detail": "It is not valid UTF-8."}]


def test_too_large_a_page_is_capped(reader):
    with writing():
        Meeting.objects.bulk_create([Meeting(title="x", status="held", shape="bilateral") for _ in range(201)])
    for size in (201, 10**50):
        assert len(reader.ids(f"meetings/?page_size={size}")) == 200


def test_a_country_that_comes_later_is_known(reader):
    assert reader.faults("meetings/?party=ZZ")
    make_country("ZZ")
    make_organization("new")
    assert reader.ids("meetings/?party=ZZ") == []
