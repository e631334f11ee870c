"""Each reason for which a valid request may be refused is one that somebody still gives, and it is told beside its place."""

import json
import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from events.api.budgets import TooMuch
from events.models import Meeting, Person
from events.services.keys import issue_key
from events.vocabulary import Scope
from tests.contract.reasons import REASON, REASONS
from tests.events.api.conftest import empty_record  # noqa: F401
from tests.factories import make_meeting, make_person
from tests.telling import Meets, Says, tell

pytestmark = pytest.mark.django_db

UNKNOWN = "01980000-0000-7000-8000-000000000000"
QUERIES = (
    "meetings/?party=QQ",
    "meetings/?organization=nobody",
    "meetings/?cursor=torn",
    "meetings/?q=tunnel&cursor={cursor}",
    "meetings/?as_of=999999999999999",
    "meetings/?as_of=2999-01-01T00:00:00Z",
    "meetings/?radius=5",
    "meetings/?ordering=relevance",
    "meetings/?format=csv&page_size=5",
    "meetings/?format=csv&expand=participants.person",
    "meetings/?format=atom&fields=id",
    "meetings/?" + "party=CL&" * 201,
    "meetings/?date_from=2023-02-30",
    "meetings/?updated_since=2023-02-30T00:00:00Z",
    "meetings/?as_of=2023-02-30T00:00:00Z",
    "meetings/?near=91.0,0.0",
    "meetings/?near=Nowhere",
    "meetings/?near=San Jose",
    "meetings/?office=of the",
    "meetings/?office=QQQ:minister",
    "meetings/?id=x",
    "meetings/?q=" + "word " * 51,
    "meetings/?q=%00",
    "stats/",
)
BODIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("patch", "meetings/{meeting}/", {"country": "QQ"}),
    ("patch", "meetings/{meeting}/", {"start_date": "2023-02-30"}),
    ("patch", "meetings/{meeting}/", {"end_date": "1999"}),
    ("patch", "meetings/{undated}/", {"end_date": "1999"}),
    ("patch", "persons/{person}/", {"wikidata": "Q1"}),
    ("patch", "persons/{person}/", {"name": "a\0b"}),
    ("patch", "persons/{known}/", {"name": "Ana"}),
    ("patch", "statements/{statement}/", {"meeting": "{merged}"}),
    ("post", "statements/{statement}/unpin/", {"field": "office"}),
    ("post", "meetings/{meeting}/merge/", {"other": "{meeting}"}),
    ("post", "meetings/{meeting}/reject/", {"document": UNKNOWN}),
    ("post", "meetings/{meeting}/split/", {"documents": ["{document}"]}),
    ("post", "persons/{person}/split/", {"spellings": [{"name": "Nobody"}]}),
    ("post", "imports/", {}),
    ("post", "imports/", {"url": "https://wire.example.org/1", "title": "A page"}),
    ("post", "imports/", {"url": "https://"}),
    ("post", "imports/", {"url": "http://10.0.0.1/"}),
)


def test_every_reason_is_still_given(record, monkeypatch) -> None:
    monkeypatch.setattr("events.publishing.tallies.MOST", 1)
    client: Any = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='desk', scopes=list(Scope))[1]}", HTTP_IF_MATCH="*")
    given = {str(TooMuch.default_detail)}
    for query in QUERIES:
        given |= refused(client.get(f"/api/v1/{query.format(**record)}"), query)
    for method, path, body in BODIES:
        sent = body if path == "imports/" else body | {"reason": "It was checked."}
        content = re.sub(r"\{(\w+)\}", lambda found: record[found[1]], json.dumps(sent))
        given |= refused(client.generic(method, f"/api/v1/{path.format(**record)}", content, "application/json"), content)
    assert not [detail for detail in given if not REASON.fullmatch(detail)]
    assert not [reason for reason in REASONS if not any(re.fullmatch(reason, detail) for detail in given)]


def refused(answer: Any, sent: str) -> set[str]:
    """Why."""
    assert answer.status_code == 400, (sent, answer.content)
    told = answer.json()
    assert all("parameter" in fault or "pointer" in fault for fault in told["errors"]), sent
    return {fault["detail"] for fault in told["errors"] or [told]}


@pytest.fixture
def record(empty_record: None) -> dict[str, str]:  # noqa: F811
    """Ids by what they are of, and a cursor."""
    document = tell("paper", Meets(who=("Rosa Llanquileo/CL", "Julio Mamani/PE"), city="Lima"), Says())
    person = Person.objects.get(name="Julio Mamani")
    meeting = Meeting.objects.get()
    make_meeting(["CL"], "2021-03-04")
    return {
        "document": str(document.pk),
        "meeting": str(meeting.pk),
        "person": str(person.pk),
        "statement": str(meeting.statements.get().pk),
        "undated": str(make_meeting(["CL"], None).pk),
        "merged": str(make_meeting(["CL"], "2020-03-04", merged_into=meeting).pk),
        "known": str(make_person("Ana Mamani", "PE", is_reference=True, wikidata="Q1").pk),
        "cursor": APIClient().get("/api/v1/meetings/?page_size=1").json()["next"].partition("cursor=")[2],
    }
