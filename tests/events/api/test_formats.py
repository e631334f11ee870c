"""Lists as lines, tables, calendars and feeds: to the last row, and harmless in whatever opens them."""

import csv
import io
import json
from typing import Any

import feedparser
import pytest
from icalendar import Calendar

from events.api import published
from tests.factories import make_meeting, make_person, make_statement

MEETINGS = "/api/v1/meetings/"


@pytest.fixture
def meetings(reader) -> list[Any]:
    """Five that share a day, two undated."""
    made = [make_meeting(title=f"Round {i}", start="2024-03-14", status="held") for i in range(5)]
    return [*made, *(make_meeting(title=f"Some day {i}", start=None) for i in range(2))]


def fetch(reader, query: str, accept: str | None = None, path: str = MEETINGS) -> Any:
    headers = {"HTTP_ACCEPT": accept} if accept else {}
    return reader.client.get(f"{path}?{query}", **headers)


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("query", "accept"), [("format=ndjson", None), ("", "application/x-ndjson"), ("format=ndjson", "text/csv")]
)
def test_lines_hold_every_record_as_the_list_shows_it(reader, meetings, monkeypatch, query, accept) -> None:
    monkeypatch.setattr(published, "STREAMED", 3)
    answer = fetch(reader, query, accept)
    assert answer["Content-Type"] == "application/x-ndjson; charset=utf-8"
    lines = [json.loads(line) for line in content(answer).splitlines()]
    assert lines == fetch(reader, "").json()["results"]
    assert len(lines) == len(meetings)


def test_lines_can_be_narrowed_ordered_and_cut_to_fields(reader, meetings) -> None:
    answer = fetch(reader, "format=ndjson&date_from=2024&fields=title&ordering=start_date")
    assert sorted(json.loads(line)["title"] for line in content(answer).splitlines()) == [f"Round {i}" for i in range(5)]


def test_a_table_has_the_fields_as_columns_and_no_formulas(reader) -> None:
    make_meeting(title="=HYPERLINK(A1)", parties=["CL", "PE"], city="+Lima")
    make_meeting(title='Two, "quoted"\nlines', parties=["CL", "PE"])
    rows = list(csv.DictReader(io.StringIO(content(fetch(reader, "format=csv")).decode())))
    assert {row["title"] for row in rows} == {"'=HYPERLINK(A1)", 'Two, "quoted"\nlines'}
    assert {row["city"] for row in rows} == {"'+Lima", ""}
    assert {row["parties"] for row in rows} == {"CL;PE"}
    assert list(rows[0]) == list(fetch(reader, "").json()["results"][0])
    few = content(fetch(reader, "format=csv&fields=id,title")).decode()
    assert few.splitlines()[0] == "id,title"


def test_a_calendar_holds_meetings_whose_day_is_known(reader) -> None:
    person = make_person("Rosa Llanquileo", country="CL")
    held = make_meeting(title="Talks; in Lima, at last", start="2024-03-14", end="2024-03-15", city="Lima", participants=[person])
    make_meeting(title="Planned", start="2024-04-01", status="planned")
    make_meeting(title="Called off", start="2024-04-02", status="cancelled")
    make_meeting(title="Some day in May", start="2024-05")
    answer = fetch(reader, "format=ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    body = content(answer)
    events: dict[str, Any] = {str(event["SUMMARY"]): event for event in Calendar.from_ical(body).walk("VEVENT")}
    assert {name: str(event["STATUS"]) for name, event in events.items()} == {
        "Talks; in Lima, at last": "CONFIRMED",
        "Planned": "TENTATIVE",
        "Called off": "CANCELLED",
    }
    event = events["Talks; in Lima, at last"]
    assert str(event["UID"]) == f"{held.pk}@chancery"
    assert (str(event["DTSTART"].dt), str(event["DTEND"].dt)) == ("2024-03-14", "2024-03-16")
    assert (str(event["LOCATION"]), str(event["DESCRIPTION"])) == ("Lima", "Rosa Llanquileo")
    assert all((len(line) <= 75 and not line.endswith(b" ")) or line.startswith(b" ") for line in body.split(b"\r\n"))
    own = content(fetch(reader, "format=ics", path=f"/api/v1/persons/{person.pk}/meetings/"))
    assert len(Calendar.from_ical(own).walk("VEVENT")) == 1


def test_an_empty_calendar_is_one(reader) -> None:
    assert Calendar.from_ical(content(fetch(reader, "format=ics"))).walk("VEVENT") == []
    assert content(fetch(reader, "format=ndjson")) == b""


def test_a_feed_is_read_page_by_page(reader, meetings) -> None:
    titles = []
    address: str | None = f"{MEETINGS}?format=atom&page_size=4"
    while address:
        answer = reader.client.get(address)
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        found = feedparser.parse(answer.content)
        assert not found.bozo
        titles += [entry.title for entry in found.entries]
        address = next((link.href.removeprefix("http://testserver") for link in found.feed.links if link.rel == "next"), None)
    assert sorted(titles) == sorted(meeting.title for meeting in meetings)


def test_a_feed_escapes_what_documents_wrote(reader) -> None:
    make_statement(text="“<script>alert(1)</script> & more,” she said.", speaker=make_person("Ana <b>Mamani</b>", country="PE"))
    answer = fetch(reader, "format=atom", path="/api/v1/statements/")
    assert b"<script>" not in answer.content
    assert b"<b>" not in answer.content
    assert not feedparser.parse(answer.content).bozo


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("format=xml", "format"),
        ("format=ndjson&page_size=10", "page_size"),
        ("format=csv&count=true", "count"),
        ("format=csv&expand=participants.person", "expand"),
        ("format=ics&fields=id", "fields"),
        ("format=atom&fields=id", "fields"),
        ("format=ndjson&party=QQ", "party"),
        ("format=ndjson&cursor=nonsense", "cursor"),
        ("format=ics&ordering=relevance", "ordering"),
        ("format=csv&as_of=999999999999999999", "as_of"),
    ],
)
def test_what_does_not_fit_a_format_is_named(reader, query, named) -> None:
    answer = fetch(reader, query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["parameter"] for error in answer.json()["errors"]] == [named]


def test_other_forms_are_not_acceptable(reader) -> None:
    assert fetch(reader, "", accept="application/pdf").status_code == 406
    assert fetch(reader, "format=ics", path="/api/v1/persons/").status_code == 400
