"""Snapshots by HTTP: what there is, and downloading it whole or in parts."""

import hashlib

import pytest
from django.conf import settings

from events.models import Snapshot
from events.services.writing import writing
from events.snapshots.writer import write_snapshot
from tests.factories import make_meeting, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def snapshot(monkeypatch, tmp_path, empty_record):
    monkeypatch.setattr(settings, "SNAPSHOT_DIR", tmp_path / "snapshots")
    with writing():
        make_meeting(participants=[make_person("Aylin Demir")])
    return write_snapshot()


@pytest.fixture
def file(reader, snapshot):
    """What the API says of the lines' file."""
    return next(each for each in reader.json(f"snapshots/{snapshot.name}/")["files"] if each["name"].endswith(".jsonl.gz"))


def body(response):
    return b"".join(response.streaming_content)


def test_they_are_listed_with_their_files_and_how_to_cite_them(reader, snapshot):
    found = reader.json("snapshots/")["results"]
    assert [each["name"] for each in found] == [snapshot.name]
    assert reader.json(found[0]["url"]) == found[0]
    assert found[0]["counts"]["meetings"] == 1
    assert found[0]["position"] == snapshot.position
    assert snapshot.name in found[0]["citation"]
    assert found[0]["url"] in found[0]["citation"]
    for each in found[0]["files"]:
        content = body(reader.client.get(each["url"]))
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each["sha256"], each["bytes"])


def test_a_file_comes_whole_and_says_what_it_is(reader, file):
    response = reader.client.get(file["url"], HTTP_ACCEPT="application/gzip")
    assert response.status_code == 200
    assert response["Content-Length"] == str(file["bytes"]) == str(len(body(response)))
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Type"] == "application/gzip"
    assert response["Content-Disposition"] == f'attachment; filename="{file["name"]}"'
    head = reader.client.head(file["url"])
    assert (head.status_code, head.content, head["Content-Length"], head["ETag"]) == (
        200, b"", str(file["bytes"]), response["ETag"],
    )  # fmt: skip
    assert reader.client.get(file["url"], HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-5", -5, None), ("bytes=5-999999999", 5, None), ("bytes=3-3", 3, 4)],
)
def test_a_part_is_what_stands_there(reader, file, asked, start, stop):
    whole = body(reader.client.get(file["url"]))
    response = reader.client.get(file["url"], HTTP_RANGE=asked)
    part = body(response)
    assert (response.status_code, part) == (206, whole[start:stop])
    first = start % len(whole)
    assert response["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(whole)}"
    assert response["Content-Length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "bytes=5-2", "bytes=-", "items=0-1", "bytes=a-b", f"bytes={10**99}-"])
def test_what_is_no_single_range_gives_the_whole(reader, file, asked):
    response = reader.client.get(file["url"], HTTP_RANGE=asked)
    assert response.status_code == 200
    assert len(body(response)) == file["bytes"]


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(reader, file, asked):
    response = reader.client.get(file["url"], HTTP_RANGE=asked)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{file['bytes']}")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=999999999-"])
def test_a_range_is_nothing_to_head(reader, file, asked):
    response = reader.client.head(file["url"], HTTP_RANGE=asked)
    assert (response.status_code, response["Content-Length"]) == (200, str(file["bytes"]))
    assert "Content-Range" not in response


def test_a_download_goes_on_only_of_the_same_file(reader, file):
    whole = reader.client.get(file["url"])
    for same in (whole["ETag"], whole["Last-Modified"]):
        assert reader.client.get(file["url"], HTTP_RANGE="bytes=4-", HTTP_IF_RANGE=same).status_code == 206
    for other in ('"another"', f"W/{whole['ETag']}", "Thu, 01 Jan 1970 00:00:00 GMT", "yesterday"):
        assert reader.client.get(file["url"], HTTP_RANGE="bytes=4-", HTTP_IF_RANGE=other).status_code == 200


@pytest.mark.parametrize("name", ["..", "%2e%2e", "..%2f..%2fsecret-key", "%2fetc%2fpasswd", "manifest.json%00", "nothing.gz"])
def test_nothing_else_can_be_downloaded(reader, snapshot, name):
    (settings.SNAPSHOT_DIR / snapshot.name / "nothing.gz").write_text("not of the snapshot")
    for address in (f"/api/v1/snapshots/{snapshot.name}/files/{name}/", f"/api/v1/snapshots/{name}/files/manifest.json/"):
        response = reader.client.get(address)
        assert response.status_code == 404, address
        assert response["Content-Type"] == "application/problem+json"


def test_a_file_that_is_kept_no_longer_is_a_404(reader, snapshot, file):
    (settings.SNAPSHOT_DIR / snapshot.name / file["name"]).unlink()
    assert reader.client.get(file["url"]).status_code == 404
    Snapshot.objects.all().delete()
    assert reader.client.get(file["url"]).status_code == 404
    assert reader.get(f"snapshots/{snapshot.name}/").status_code == 404
