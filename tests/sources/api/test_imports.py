"""Imports and their items, as the API shows them."""

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

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
        "items": f"{HOST}/imports/{batch.pk}/items/",
    }
    assert reader.json("imports/")["results"][0] == shown


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
