"""Plain questions get the answers that all others get."""

import pytest
from django.test import override_settings
from django.utils import timezone

from events.api.negotiation import means_json
from events.api.views import MeetingViewSet
from tests.factories import make_meeting, make_person, make_statement

ROUNDABOUT = "application/json, " + ", ".join(f"application/x-{n};q=0.1" for n in range(20))
"""JSON, in so many words that nobody looks up what they mean."""
NOBODY = "01980000-0000-7000-8000-000000000000"
OWN = {"X-Request-ID", "RateLimit"}
"""Headers that differ from one request to the next."""


@pytest.fixture
def record(reader) -> dict[str, str]:
    meeting, person = make_meeting(), make_person()
    gone, merged = make_meeting(deleted_at=timezone.now()), make_meeting(merged_into=meeting)
    make_statement(meeting=meeting, speaker=person)
    return {"meeting": str(meeting.pk), "gone": str(gone.pk), "merged": str(merged.pk), "person": str(person.pk)}


ASKED = [
    "meetings/", "meetings/?page_size=1&count=true", "meetings/?party=TR&ordering=start_date", "meetings/?q=talks",
    "meetings/?format=atom", "meetings/?colour=red", "meetings/?cursor=x", "meetings/{meeting}/", "meetings/{meeting}/?fields=id",
    "meetings/{meeting}/?expand=participants.person", "meetings/{gone}/", "meetings/{merged}/?fields=id", f"meetings/{NOBODY}/",
    "meetings/{meeting}/?as_of=2020-01-01T00:00:00Z", "meetings/{meeting}/?as_of=9999-01-01T00:00:00Z", "countries/TR/",
    "countries/XX/", "persons/?q=a", "persons/{person}/meetings/", "persons/{person}/statements/", "statements/", "documents/",
    "stats/?by=year", "changes/", "sources/", "meetings/{meeting}/history/",
    "meetings/{merged}/statements/", "meetings/{meeting}/statements/?page_size=0",
]  # fmt: skip


@pytest.mark.parametrize("path", ASKED)
def test_both_ways_give_the_same_answer(reader, record, path):
    assert means_json("*/*")
    assert not means_json(ROUNDABOUT)
    plain, other = (reader.get(path.format(**record), HTTP_ACCEPT=accept) for accept in ("*/*", ROUNDABOUT))
    shown = [
        (a.status_code, a.content.replace(a["X-Request-ID"].encode(), b""), {k: v for k, v in a.headers.items() if k not in OWN})
        for a in (plain, other)
    ]
    assert shown[0] == shown[1]
    head = reader.client.head(f"/api/v1/{path.format(**record)}")
    assert {k: v for k, v in head.headers.items() if k not in OWN} == shown[0][2]
    if tag := plain.headers.get("ETag"):
        again = reader.get(path.format(**record), HTTP_IF_NONE_MATCH=tag)
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/plain, */*", ""])
def test_what_clients_send_of_themselves_is_plain(reader, record, accept, monkeypatch):
    monkeypatch.setattr(MeetingViewSet, "initialize_request", None)
    sent = {"HTTP_ACCEPT": accept} if accept else {}
    assert reader.get("meetings/", **sent).status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "text/csv", "application/atom+xml, */*;q=0.1", "*/*; indent=4"])
def test_what_asks_for_something_else_is_not_plain(accept):
    assert not means_json(accept)


@override_settings(THROTTLE_READ="1/h,3")
@pytest.mark.parametrize("path", ["meetings/", f"meetings/{NOBODY}/", "meetings/?colour=red"])
def test_each_costs_one_token(reader, path):
    told = [reader.get(path, HTTP_ACCEPT=accept) for accept in ("*/*", ROUNDABOUT, "*/*", "*/*")]
    assert [answer["RateLimit"].split(";")[1] for answer in told] == ["r=2", "r=1", "r=0", "r=0"]
    assert told[-1].status_code == 429


def test_whoever_cannot_be_read_to_the_end_is_told_so(reader, monkeypatch):
    """What nobody foresaw is a 500 by this way, too."""
    monkeypatch.setattr(MeetingViewSet, "retrieve", lambda *args, **kwargs: 1 / 0)
    reader.client.raise_request_exception = False
    answer = reader.get(f"meetings/{NOBODY}/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
