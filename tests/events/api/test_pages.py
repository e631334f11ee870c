"""Keyset paging: every record once, in order, in both directions, however many share a sort value or have none."""

from datetime import date, timedelta
from itertools import chain

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.api.pages import COUNT_CAP
from events.models import Document, Meeting, Person, Statement
from events.services.writing import writing
from tests.factories import make_claim, make_country, make_document, make_evidence, make_meeting, make_person, make_statement

DAY = date(2023, 4, 25)


def add_meetings(days):
    """Meetings on the day, that many days later or (None) undated, with few instants of change among them."""
    spans = [DAY + timedelta(days=day) if day is not None else None for day in days]
    made = [Meeting(title="x", status="held", shape="bilateral", start_earliest=d, start_latest=d) for d in spans]
    for changed_at_once in (made[::3], made[1::3], made[2::3]):
        with writing():
            Meeting.objects.bulk_create(changed_at_once)
    return list(Meeting.objects.filter(pk__in=[m.pk for m in made]))


def expected(meetings, ordering):
    """The ids in order, the id breaking ties in the same direction, undated last."""
    column = {"start_date": "start_earliest", "updated_at": "updated_at"}[ordering.lstrip("-")]
    known = [m for m in meetings if getattr(m, column) is not None]
    unknown = [m for m in meetings if getattr(m, column) is None]
    down = ordering.startswith("-")
    known.sort(key=lambda m: (getattr(m, column), m.pk), reverse=down)
    unknown.sort(key=lambda m: m.pk, reverse=down)
    return [str(m.pk) for m in known + unknown]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.sampled_from([None, 0, 0, 0, 1, 2, 40, 400, -4000]), max_size=14),
    size=st.integers(1, 5),
    ordering=st.sampled_from(["start_date", "-start_date", "updated_at", "-updated_at"]),
    searched=st.sampled_from(["", "&q=x"]),
    counted=st.sampled_from(["", "&count=true"]),
)
def test_every_record_once_in_both_directions(reader, days, size, ordering, searched, counted):
    with writing():
        Meeting.objects.all().delete()
    wanted = expected(add_meetings(days), ordering)
    forth = reader.walk(f"meetings/?ordering={ordering}&page_size={size}{searched}{counted}")
    assert reader.last.get("count") == (len(days) if counted else None)
    assert list(chain(*forth)) == wanted
    assert all(len(page) == size for page in forth[:-1])
    back = reader.walk(f"{reader.last['previous']}", "previous") if reader.last["previous"] else []
    assert list(chain(*back[::-1])) == list(chain(*forth[:-1]))


def test_new_records_do_not_shift_the_pages(reader):
    old = {str(m.pk) for m in add_meetings([0] * 10 + [None] * 5)}
    address, seen = "meetings/?page_size=3", []
    while address:
        body = reader.json(address)
        seen += [record["id"] for record in body["results"]]
        add_meetings([1, 0, -1, None])
        address = body["next"]
    assert len(seen) == len(set(seen))
    assert old <= set(seen)


def test_the_first_and_the_only_page(reader):
    assert reader.json("meetings/") == {"next": None, "previous": None, "results": []}
    make_meeting()
    body = reader.json("meetings/")
    assert (body["next"], body["previous"], len(body["results"])) == (None, None, 1)


def test_previous_of_the_second_page_is_the_first(reader):
    add_meetings([0, 1, 2])
    first = reader.json("meetings/?page_size=2")
    second = reader.json(first["next"])
    again = reader.json(second["previous"])
    assert again["results"] == first["results"]
    assert (again["previous"], second["next"]) == (None, None)
    assert reader.json(again["next"])["results"] == second["results"]


def test_the_link_header_holds_the_same_addresses(reader):
    add_meetings(range(3))
    second = reader.get(reader.json("meetings/?page_size=1")["next"])
    body = second.json()
    assert second["Link"] == f'<{body["next"]}>; rel="next", <{body["previous"]}>; rel="prev"'


def test_filters_stay_and_the_size_may_change(reader):
    make_country("SY")
    for day in range(1, 6):
        make_meeting(["SY", "TR"], f"2023-04-0{day}")
        make_meeting(["RU", "TR"], f"2023-04-0{day}")
    body = reader.json("meetings/?party=SY&party=TR&page_size=2&fields=id,parties")
    rest = reader.json(body["next"].replace("page_size=2", "page_size=50"))
    assert len(rest["results"]) == 3
    assert {tuple(record["parties"]) for record in rest["results"]} == {("SY", "TR")}


@pytest.mark.parametrize("change", ["party=TR", "ordering=start_date", "status=held"])
def test_a_cursor_of_another_query_is_refused(reader, change):
    make_country("TR")
    add_meetings(range(3))
    address = reader.json("meetings/?page_size=1")["next"]
    assert "another query" in reader.faults(f"{address}&{change}")["cursor"]


def test_a_cursor_of_another_list_is_refused(reader):
    add_meetings(range(3))
    make_person(), make_person()
    cursor = reader.json("meetings/?page_size=1")["next"].partition("cursor=")[2]
    assert "another query" in reader.faults(f"persons/?page_size=1&cursor={cursor}")["cursor"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 200), letter=st.characters(codec="utf-8", exclude_characters="&#"))
def test_a_broken_cursor_is_refused_or_reads_a_page(reader, at, letter):
    if not Meeting.objects.exists():
        add_meetings([0, 0, None, None])
    address, _, cursor = reader.json("meetings/?page_size=1")["next"].partition("cursor=")
    at %= len(cursor)
    response = reader.get(f"{address}cursor={cursor[:at]}{letter}{cursor[at + 1 :]}")
    assert response.status_code in (200, 400)


def test_count(reader):
    ids = ",".join(str(meeting.pk) for meeting in add_meetings([0] * 7))
    assert "count" not in reader.json("meetings/")
    assert "count" not in reader.json("meetings/?count=false")
    body = reader.json("meetings/?count=true&page_size=2")
    assert body["count"] == 7
    assert "count_capped" not in body
    assert reader.json(body["next"])["count"] == 7
    for query, number in ("id={ids}", 7), ("q=x", 7), ("q=nobody", 0), ("q=x&status=planned", 0):
        assert reader.json(f"meetings/?{query.format(ids=ids)}&count=true&page_size=2")["count"] == number, query
    last = reader.json("meetings/?q=x&count=true&page_size=6&ordering=start_date")["next"]
    with writing():
        Meeting.objects.order_by("-pk").first().delete()
    assert (reader.json(last)["results"], reader.json(last)["count"]) == ([], 6)


def test_a_counted_page_is_planned_for_what_is_asked(reader):
    """PostgreSQL would weigh plans by what the count costs, and read all rows of a common value to sort them."""
    make_meeting()
    for _ in range(8):
        reader.json("meetings/?party=RU&count=true"), reader.json("meetings/?party=RU")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%events_publishedmeeting%'")
        prepared = [statement for (statement,) in cursor.fetchall()]
    assert prepared
    assert not [statement for statement in prepared if "counted" in statement]


def test_the_count_is_capped(reader):
    with writing():
        Person.objects.bulk_create(Person(name="x") for _ in range(COUNT_CAP))
    assert "count_capped" not in reader.json("persons/?count=true&page_size=1")
    make_person(country=None)
    body = reader.json("persons/?count=true&page_size=1")
    assert (body["count"], body["count_capped"]) == (COUNT_CAP, True)


def test_every_list_has_pages(reader):
    person = make_person()
    meeting = make_meeting(participants=[person])
    make_meeting(participants=[person])
    claim = make_claim(meeting)
    for words in ("Moscow", "25 April 2023"):
        make_evidence(claim, "city", words, words)
    for published in (None, date(2020, 1, 1)):
        make_statement(
            speaker=person, meeting=meeting, document=make_document("“We will talk again,” he said.", published=published)
        )
    totals = {
        "meetings/": Meeting.objects.count(),
        "statements/": Statement.objects.count(),
        "persons/": Person.objects.count(),
        "documents/": Document.objects.count(),
        "countries/": 2,
        f"meetings/{meeting.pk}/statements/": 2,
        f"meetings/{meeting.pk}/evidence/": 2,
        f"persons/{person.pk}/meetings/": 2,
        f"persons/{person.pk}/statements/": 2,
    }
    for path, total in totals.items():
        pages = reader.walk(f"{path}?page_size=1")
        assert len(pages) == len({page[0] for page in pages}) == total, path
        back = reader.walk(reader.last["previous"], "previous")
        assert back[::-1] == pages[:-1], path


def test_names_in_order(reader):
    for name in ("Özil", "Ivan", "ivan", "Ivan", "Ёлкин"):
        make_person(name)
    names = [record["name"] for record in reader.json("persons/")["results"]]
    pages = reader.walk("persons/?page_size=2")
    assert [Person.objects.get(pk=key).name for page in pages for key in page] == names
