"""Imports and their items, as the API shows them."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from events.services.keys import issue_key
from events.vocabulary import Scope
from sources.models import Delivery, Import
from tests.factories import make_document

INSTANT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
HOST = "http://testserver/api/v1"


def make_import(states=(), **values):
    batch = Import.objects.create(**({"origin": "a folder", "status": "running", "started_at": INSTANT} | values))
    for i, state in enumerate(states):
        reason = "It is empty." if state in ("refused", "dead") else None
        Delivery.objects.create(
            batch=batch,
            name=f"{i}.txt",
            external_id=str(i),
            media="text",
            content=b"x",
            sha256="0" * 64,
            state=state,
            reason=reason,
        )
    return batch


def test_an_import_counts_its_items(reader):
    make_import(["done"])
    batch = make_import(["done", "done", "refused", "dead", "pending", "running"])
    shown = reader.json(f"imports/{batch.pk}/")
    assert shown == {
        "id": str(batch.pk),
        "url": f"{HOST}/imports/{batch.pk}/",
        "status": "running",
        "accepted": 6,
        "done": 2,
        "dead": 1,
        "pending": 2,
        "refused": 1,
        "started_at": "2024-01-02T03:04:05Z",
        "finished_at": None,
        "rate": None,
        "remaining": None,
        "reasons": [
            {"status": "dead", "reason": "It is empty.", "items": 1},
            {"status": "refused", "reason": "It is empty.", "items": 1},
        ],
        "items": f"{HOST}/imports/{batch.pk}/items/",
    }
    assert reader.json("imports/")["results"][0] == shown


def test_an_import_that_runs_tells_how_fast_and_how_long_still(reader):
    batch = make_import(["done"] * 30 + ["pending"] * 10, started_at=timezone.now() - timedelta(hours=1))
    batch.deliveries.filter(state="done").update(settled_at=timezone.now())
    shown = reader.json(f"imports/{batch.pk}/")
    assert (shown["rate"], shown["remaining"]) == (0.5, 20)


def client(*scopes):
    made = APIClient()
    made.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='desk', scopes=scopes)[1]}")
    return made


def test_an_import_is_cancelled_resumed_and_its_failures_are_tried_again(db):
    batch = make_import(["done", "dead", "pending"])
    desk = client(Scope.IMPORT)

    def act(what, status, **body):
        answer = desk.post(f"/api/v1/imports/{batch.pk}/{what}/", body)
        assert answer.status_code == status, answer.content
        return answer.json()

    act("resume", 409)
    assert act("cancel", 200)["status"] == "cancelled"
    assert list(batch.deliveries.filter(state="cancelled").values_list("name", flat=True)) == ["2.txt"]
    assert "already" in act("cancel", 409)["detail"]
    assert "resume it first" in act("retry", 409)["detail"]
    assert act("resume", 202)["status"] == "running"
    shown = act("retry", 202)
    assert (shown["dead"], shown["pending"]) == (0, 2)
    assert act("retry", 400, force=True)["errors"][0]["pointer"] == "/force"
    assert desk.post("/api/v1/imports/01980000-0000-7000-8000-000000000000/cancel/").status_code == 404


def test_while_too_much_waits_no_more_is_taken(db, settings):
    settings.MOST_WAITING = 1
    make_import(["pending", "pending"])
    answer = client(Scope.IMPORT).post("/api/v1/imports/", {"text": "They met."})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["Content-Type"] == "application/problem+json"
    assert Import.objects.count() == 1


def test_the_newest_comes_first_in_pages(reader):
    ids = sorted((str(make_import().pk) for _ in range(5)), reverse=True)
    pages = reader.walk("imports/?page_size=2")
    assert [key for page in pages for key in page] == ids
    assert reader.walk(reader.last["previous"], "previous")[::-1] == pages[:-1]


def test_by_status(reader):
    done = make_import(status="done")
    make_import()
    assert reader.ids("imports/?status=done,cancelled") == [str(done.pk)]
    assert "none of pending" in reader.faults("imports/?status=lost")["status"]


def test_items_tell_what_became_of_each(reader):
    batch = make_import(["refused", "done"])
    make_import(["done"])
    document = make_document()
    batch.deliveries.filter(state="done").update(document=document, settled_at=INSTANT)
    refused, done = reader.json(f"imports/{batch.pk}/items/")["results"]
    assert (refused["name"], refused["status"], refused["reason"], refused["document"]) == (
        "0.txt",
        "refused",
        "It is empty.",
        None,
    )
    assert (done["document"], done["settled_at"]) == (str(document.pk), "2024-01-02T03:04:05Z")
    assert reader.ids(f"imports/{batch.pk}/items/?status=refused,dead") == [refused["id"]]


def test_queries(reader):
    batch = make_import(["done"] * 50)
    for path, number in {"imports/": 1, f"imports/{batch.pk}/items/": 2}.items():
        with CaptureQueriesContext(connection) as queries:
            reader.json(path)
        assert len(queries) == number
