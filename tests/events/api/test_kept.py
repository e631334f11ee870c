"""Pages that are kept are given again only while they are what stands, and take up no more room than they may."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from events.api.kept import KeptPage, KeptPages
from events.models import Document, Meeting, Statement
from events.services.keys import issue_key
from events.services.writing import writing
from events.vocabulary import Scope
from tests.factories import make_document, make_meeting, make_person, make_statement

ASKED = ("meetings/", "meetings/?page_size=1&count=true&ordering=start_date", "meetings/?fields=title")


def test_a_page_that_is_asked_again_is_what_stands(reader):
    for number in range(3):
        make_meeting(title=f"Talks {number}")
    former = {path: reader.get(path) for path in ASKED}
    for path in ASKED:
        again = reader.get(path)
        assert (again.content, again["ETag"], again.get("Link")) == (
            former[path].content, former[path]["ETag"], former[path].get("Link"),
        )  # fmt: skip
    with writing():
        Meeting.objects.update(title="Renamed")
    for path in ASKED:
        changed = reader.get(path)
        assert {each["title"] for each in changed.json()["results"]} == {"Renamed"}
        assert changed["ETag"] != former[path]["ETag"]
    make_meeting(title="Another")
    assert reader.json(ASKED[1])["count"] == 4
    assert len(reader.json(ASKED[0])["results"]) == 4


def test_who_asks_otherwise_gets_another_page(reader):
    make_meeting(participants=[make_person()])
    (first,) = reader.json("meetings/")["results"]
    assert first["url"].startswith("http://testserver/")
    for _ in range(2):
        elsewhere = reader.get("meetings/", HTTP_HOST="127.0.0.1").json()["results"][0]
        assert elsewhere["url"].startswith("http://127.0.0.1/")
        (expanded,) = reader.json("meetings/?expand=participants.person")["results"]
        assert expanded["participants"][0]["person"].keys() > first["participants"][0]["person"].keys()
        assert reader.get("meetings/?format=csv").streaming


def test_what_is_kept_is_not_read_again(reader):
    make_meeting()
    reader.json("meetings/")
    with CaptureQueriesContext(connection) as queries:
        reader.json("meetings/")
    (query,) = queries.captured_queries
    assert "body" not in query["sql"].split("WHERE")[0]


def test_whole_texts_are_never_those_of_another_time(reader):
    """A document that came from a snapshot has no text until it is delivered again, and no version tells that it has one."""
    said = "We will dig the tunnel. " * 40
    statement = make_statement(said[:500], document=make_document(said))
    document = statement.document
    with writing():
        Document.objects.update(text="")
    reader.client.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='x', scopes=[Scope.READ])[1]}")
    asked = (f"documents/{document.pk}/", "documents/", f"statements/{statement.pk}/", "statements/")
    former = {path: reader.get(path) for path in asked}
    for path in asked:
        assert reader.get(path, HTTP_IF_NONE_MATCH=former[path]["ETag"]).status_code == 304, path
    with writing():
        Document.objects.update(text=said)
        Statement.objects.update(text=said, end=len(said))
    for path in asked:
        now = reader.get(path, HTTP_IF_NONE_MATCH=former[path]["ETag"])
        assert now.status_code == 200, path
        assert now["ETag"] != former[path]["ETag"]
        (record,) = now.json().get("results") or [now.json()]
        assert record["text"] == said
        assert record["version"] == 1
        assert reader.get(path, HTTP_IF_NONE_MATCH=now["ETag"]).status_code == 304, path


@given(st.lists(st.tuples(st.integers(0, 5), st.binary(max_size=12))))
def test_they_take_up_no_more_room_than_they_may(asked):
    pages, last = KeptPages(most_bytes=30, most_pages=4), {}
    for question, content in asked:
        last[question] = KeptPage(str(len(content)), content, None)
        pages.keep(question, last[question])
        assert pages.get(question) == last[question]
        kept = [page for each in last if (page := pages.get(each))]
        assert pages.bytes == sum(len(page.content) for page in kept) <= 30
        assert len(kept) <= 4
        assert all(pages.get(each) in (None, last[each]) for each in last)
