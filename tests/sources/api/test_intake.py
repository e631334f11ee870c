"""Importing by the API: what is accepted, what is refused at once, and requests that come twice."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from events.models.answer import KeptAnswer
from events.services.keys import issue_key
from events.vocabulary import Scope
from sources.models import Delivery, Import

pytestmark = pytest.mark.django_db

IMPORTS = "/api/v1/imports/"
TEXT = "The foreign ministers of Chile and Peru met in Lima on 14 March 2024."


@pytest.fixture
def newsroom() -> APIClient:
    return client_of(Scope.IMPORT)


def client_of(*scopes: Scope) -> APIClient:
    client = APIClient()
    if scopes:
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='newsroom', scopes=scopes)[1]}")
    return client


def post(client: Any, body: Any, media: str = "application/json", **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic("POST", IMPORTS, content, content_type=media, **headers)


def test_a_text_is_accepted_with_what_is_known_of_it(newsroom) -> None:
    order = {"text": TEXT, "title": "Talks", "published": "2024-03-15", "publisher": "Agency", "id": "note-1", "language": "en"}
    answer = post(newsroom, order)
    assert answer.status_code == 202
    shown = answer.json()
    assert (shown["accepted"], shown["pending"], shown["status"]) == (1, 1, "running")
    assert answer["Location"] == shown["url"]
    assert newsroom.get(shown["url"]).json()["id"] == shown["id"]
    delivery = Delivery.objects.get()
    assert (delivery.external_id, delivery.media) == ("note-1", "json")
    assert json.loads(bytes(delivery.content)) == order
    assert Import.objects.get().origin == "Talks, by key newsroom"


def test_an_address_is_ordered(newsroom) -> None:
    answer = post(newsroom, {"url": "https://ministry.example/news/1"})
    assert answer.status_code == 202
    assert Delivery.objects.get().media == "address"


def test_lines_and_files_are_one_import(newsroom) -> None:
    lines = b"\n".join(json.dumps({"id": f"line-{i}", "text": TEXT}).encode() for i in range(3))
    answer = post(newsroom, lines + b"\nnot json\n", "application/x-ndjson")
    assert answer.status_code == 202
    assert (answer.json()["accepted"], answer.json()["pending"]) == (4, 4)
    files = [SimpleUploadedFile("a.txt", TEXT.encode()), SimpleUploadedFile("b.exe", b"MZ")]
    answer = newsroom.post(IMPORTS, {"file": files}, format="multipart")
    assert answer.status_code == 202
    assert (answer.json()["accepted"], answer.json()["refused"]) == (2, 1)
    items = newsroom.get(answer.json()["items"]).json()["results"]
    assert [item["name"] for item in items if item["status"] == "refused"] == ["b.exe"]


FORBIDDEN = [
    "http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
    "http://0x7f.1/", "http://2130706433/", "http://[::ffff:127.0.0.1]/", "ftp://example.org/", "file:///etc/passwd",
    "https://user:secret@example.org/", "http://example.org:22/", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN)
def test_an_address_that_may_not_be_fetched_is_refused_at_once(newsroom, url) -> None:
    answer = post(newsroom, {"url": url})
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/url"]
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        ({}, "application/json", 400),
        ({"text": ""}, "application/json", 400),
        ({"text": TEXT, "published": "2024-02-31"}, "application/json", 400),
        ({"text": TEXT, "words": 3}, "application/json", 400),
        ({"url": "https://ministry.example/", "title": "Talks"}, "application/json", 400),
        ([{"text": TEXT}], "application/json", 400),
        (b"", "application/x-ndjson", 400),
        (b'{"text": ' + b"9" * 5_000 + b"}", "application/json", 400),
        (b"<a/>", "application/xml", 415),
        (b"\xff", "application/json", 400),
        ({"text": "a" * 1_000_001}, "application/json", 413),
    ],
)
def test_a_bad_order_is_refused_and_leaves_nothing(newsroom, body, media, status) -> None:
    answer = post(newsroom, body, media)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert not Import.objects.exists()


@pytest.mark.parametrize(("scopes", "status"), [((), 401), ((Scope.READ, Scope.EDIT), 403)])
def test_others_may_not_import(scopes, status) -> None:
    assert post(client_of(*scopes), {"text": TEXT}).status_code == status
    assert not Import.objects.exists()


def form(*names: str, filename: str = '; filename="a.txt"', content: str = "words") -> bytes:
    """A form of fields, or of files."""
    part = '--=\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    return "".join(part.format(name, filename, content) for name in names).encode() + b"--=--\r\n"


@pytest.mark.parametrize(
    ("body", "status", "pointer", "told"),
    [
        (form(), 400, "/file", "at least one"),
        (form("file", filename=""), 400, "/file", "at least one"),
        (form("paper"), 400, "/paper", "no such key"),
        (form("file", "paper"), 400, "/paper", "no such key"),
        (form(*["file"] * 101), 400, "/file", "100 files"),
        (form(*map(str, range(1_001)), filename=""), 400, "/file", "nothing else"),
        (form("file", filename="", content="a" * 5_000), 413, None, "too large"),
    ],
    ids=range(7),
)
def test_a_form_that_cannot_be_taken_is_told_why(newsroom, settings, body, status, pointer, told) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000 if status == 413 else 1_000_000
    answer = post(newsroom, body, "multipart/form-data; boundary==")
    assert answer.status_code == status
    assert told in answer.json()["detail"]
    assert [error["pointer"] for error in answer.json()["errors"]] == ([pointer] if pointer else [])
    assert not Import.objects.exists()


# --- Requests that come twice


def test_the_same_request_is_answered_as_before(newsroom) -> None:
    first = post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="order-1")
    again = post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="order-1")
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.content == first.content
    assert (again["Location"], again["Idempotent-Replayed"]) == (first["Location"], "true")
    assert Import.objects.count() == 1
    post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="order-2")
    assert Import.objects.count() == 2


def test_a_key_is_for_one_request_of_one_client(newsroom) -> None:
    post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="order-1")
    assert post(newsroom, {"text": TEXT + " Talks go on."}, HTTP_IDEMPOTENCY_KEY="order-1").status_code == 422
    assert post(client_of(Scope.IMPORT), {"text": TEXT + " Talks go on."}, HTTP_IDEMPOTENCY_KEY="order-1").status_code == 202
    for bad in ("", "two words", "ключ", "x" * 201):
        assert post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY=bad).status_code == 400, bad


def test_a_refused_request_may_be_mended(newsroom) -> None:
    assert post(newsroom, {"text": ""}, HTTP_IDEMPOTENCY_KEY="order-1").status_code == 400
    assert post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="order-1").status_code == 202


def test_one_that_is_being_answered_waits(newsroom) -> None:
    post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="order-1")
    KeptAnswer.objects.update(status=None)
    assert post(newsroom, {"text": TEXT}, HTTP_IDEMPOTENCY_KEY="order-1").status_code == 409
