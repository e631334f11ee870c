"""Sources as the API shows them: without what may be secret."""

import pytest

from events.vocabulary import DeliveryState, SourceKind
from sources.models import Delivery, Import, Source


def make_source(kind=SourceKind.FEED, address="https://news.example/feed", **values):
    return Source.objects.create(name=f"Source {address}", kind=kind, address=address, **values)


def test_a_source_tells_how_its_last_poll_went_and_what_came_of_it(reader):
    source = make_source(publisher="Andes Wire", outcome="2 delivered", failures=0)
    for states in (["done", "refused"], ["done", "pending"]):
        batch = Import.objects.create(origin="poll", source=source)
        for number, state in enumerate(states):
            reason = "It is empty." if state == DeliveryState.REFUSED else None
            Delivery.objects.create(
                batch=batch,
                name=str(number),
                external_id=str(number),
                media="text",
                content=b"x",
                sha256="0",
                state=state,
                reason=reason,
            )
    shown = reader.json(f"sources/{source.pk}/")
    counts = {"accepted": 4, "done": 2, "refused": 1, "pending": 1, "dead": 0}
    told = {
        "kind": "feed",
        "address": "https://news.example/feed",
        "publisher": "Andes Wire",
        "outcome": "2 delivered",
        "paused": False,
    }
    assert shown == shown | counts | told
    assert reader.json("sources/")["results"] == [shown]


@pytest.mark.parametrize(
    ("kind", "address", "shown"),
    [
        ("feed", "https://news.example/feed?token=secret#x", "https://news.example/feed"),
        ("feed", "https://user:secret@news.example/feed", "https://news.example/feed"),
        ("folder", "/srv/inbox", None),
        ("manual", None, None),
    ],
)
def test_addresses_are_shown_without_what_may_be_secret(kind, address, shown, reader):
    make_source(kind, address)
    assert [row["address"] for row in reader.json("sources/")["results"]] == [shown]


def test_sources_are_told_apart_by_kind(reader):
    make_source()
    make_source(SourceKind.PAGE, "https://news.example/page")
    assert [row["kind"] for row in reader.json("sources/?kind=page,folder")["results"]] == ["page"]
    assert "none of manual" in reader.faults("sources/?kind=newspaper")["kind"]


def test_neither_folders_of_the_machine_nor_secrets_of_addresses_are_told(reader):
    source = make_source(SourceKind.FOLDER, "/srv/inbox", outcome="/srv/other/x lies outside the folders: /srv/inbox (SETTING)")
    batch = Import.objects.create(origin="poll", source=source)
    given = {
        "/srv/inbox/2024/a.txt": "a.txt",
        "https://user:secret@news.example/list.csv?token=secret:12": "https://news.example/list.csv:12",
        "2024/b.txt": "2024/b.txt",
        "either/or and 12/03/2024": "either/or and 12/03/2024",
    }
    for number, name in enumerate(given):
        told = {"name": name, "external_id": str(number), "reason": f"cannot be read: {name}"}
        Delivery.objects.create(batch=batch, media="text", content=b"x", sha256="0", state="refused", **told)
    items = reader.json(f"imports/{batch.pk}/items/")["results"]
    assert [(item["name"], item["reason"]) for item in items] == [
        (shown, f"cannot be read: {shown}") for shown in given.values()
    ]
    reasons = reader.json(f"imports/{batch.pk}/")["reasons"]
    assert {each["reason"] for each in reasons} == {f"cannot be read: {shown}" for shown in given.values()}
    assert reader.json(f"sources/{source.pk}/")["outcome"] == "x lies outside the folders: inbox (SETTING)"
