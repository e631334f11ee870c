"""What a snapshot holds, and that it is whole at its position whoever writes meanwhile."""

import csv
import gzip
import hashlib
import json
import threading
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from events.models import Change, Meeting, Person, Snapshot
from events.models.change import Touched
from events.models.published import PUBLISHED, PublishedMeeting, PublishedPerson
from events.services.writing import writing
from events.snapshots import writer
from events.snapshots.files import cell
from events.snapshots.writer import WRITER, RecordBusyError, write_snapshot
from tests.events.snapshots.conftest import SECRET
from tests.factories import make_meeting, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


def records(folder: Path, made: Snapshot) -> dict[str, list[dict]]:
    found = lines(folder / made.name / f"{made.name}.jsonl.gz")
    return {m.resource: [line for line in found if line["type"] == m.resource] for m in PUBLISHED}


def test_it_holds_what_is_published_with_counts_and_checksums(record, folder):
    made = write_snapshot()
    shown = {m.resource: [json.loads(r.body) for r in m.objects.current().order_by("record")] for m in PUBLISHED}
    assert records(folder, made) == {name: [{"type": name} | body for body in bodies] for name, bodies in shown.items()}
    assert made.counts == {name: len(bodies) for name, bodies in shown.items()}
    assert made.position == Change.objects.latest("position").position
    manifest = json.loads((folder / made.name / "manifest.json").read_text())
    assert (manifest["name"], manifest["position"], manifest["counts"]) == (made.name, made.position, made.counts)
    assert {file["name"] for file in made.files} == {path.name for path in (folder / made.name).iterdir()}
    for file in made.files:
        content = (folder / made.name / file["name"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
        unpacked = gzip.decompress(content) if file["name"].endswith(".gz") else content
        assert unpacked.count(b"\n") == file["lines"]
    sums = (folder / made.name / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in sums} == {file["name"] for file in made.files} - {"SHA256SUMS"}


def test_names_that_are_still_to_be_published_anew_are_waited_for(record, folder):
    Person.objects.filter(name="Aylin Demir").update(name="Ayla Demir")
    assert Touched.objects.exists()
    made = write_snapshot()
    (meeting,) = (line for line in records(folder, made)["meetings"] if line["participants"])
    assert [each["person"]["name"] for each in meeting["participants"]] == ["Ayla Demir"]
    assert not Touched.objects.exists()


def test_no_text_is_longer_than_a_quotation(record, folder):
    made = write_snapshot()
    told = [line for line in lines(folder / made.name / f"{made.name}.jsonl.gz") if line["type"] == "statement"]
    assert sorted(len(line["text"]) for line in told)[-1] == 500
    assert all(line["end"] - line["start"] == len(line["text"]) for line in told)


def test_who_decided_and_why_is_in_no_file(record, folder):
    made = write_snapshot()
    for path in (folder / made.name).iterdir():
        content = path.read_bytes()
        assert SECRET not in (gzip.decompress(content) if path.suffix == ".gz" else content).decode(), path.name
    told = [line for line in lines(folder / made.name / f"{made.name}.jsonl.gz") if line["type"] == "decision"]
    assert [(line["payload"]["value"], line["revoked_at"] is None) for line in told] == [("Moscow", True), ("Kazan", False)]


def test_tables_hold_the_same_and_no_formulas(record, folder):
    made = write_snapshot()
    with gzip.open(folder / made.name / f"{made.name}-meetings.csv.gz", "rt", newline="") as opened:
        row = next(csv.DictReader(opened))
    assert (row["id"], row["parties"], row["start_date"], row["city"]) == (str(record.pk), "RU;TR", "2023-04", "Moscow")
    with gzip.open(folder / made.name / f"{made.name}-statements.csv.gz", "rt", newline="") as opened:
        assert {row["institution"] for row in csv.DictReader(opened)} == {"", "'=Foreign Ministry"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(start):
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell([f"{start}1"]) == f"'{start}1"
    assert cell(-1.5) == -1.5


def test_an_unchanged_record_of_the_same_day_has_one_snapshot_and_old_ones_go(record, folder, monkeypatch):
    monkeypatch.setattr(settings, "SNAPSHOTS_KEPT", 2)
    names = [write_snapshot().name]
    assert write_snapshot().name == names[0]
    for _ in range(3):
        with writing():
            make_person()
        names.append(write_snapshot().name)
    assert set(Snapshot.objects.values_list("name", flat=True)) == set(names[-2:])
    assert {path.name for path in folder.iterdir()} == set(names[-2:])


def test_of_two_at_once_one_is_written(record):
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [WRITER])
            assert write_snapshot() is None
            assert not Snapshot.objects.exists()
            # To close is not enough: the server ends the session, and the lock with it, a moment later.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [WRITER])
    finally:
        other.close()
    assert write_snapshot() is not None


def test_what_a_crash_leaves_is_never_seen_and_cleared_away(record, folder, monkeypatch):
    def full(rows: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(writer, "_bodies", full)
        with pytest.raises(OSError, match="No space"):
            write_snapshot()
    assert list(folder.iterdir()) == []
    (folder / ".killed").mkdir()
    (folder / "chancery-2020-01-01-1").mkdir()  # killed between the files and the row
    made = write_snapshot()
    assert [path.name for path in folder.iterdir()] == [made.name]


def test_it_is_whole_at_its_position_while_others_write(record, folder):
    """A person gets the name of a meeting that is made in the same transaction: no snapshot may hold only one of both."""
    person = make_person("Number 0", "TR")
    done = threading.Event()

    def write() -> None:
        try:
            for number in range(1, 1000):
                with writing():
                    person.name = f"Number {number}"
                    person.save(update_fields=["name"])
                    make_meeting(title=f"Meeting {number}")
                if done.is_set():
                    return
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        made = [write_snapshot() for _ in range(3)]
    finally:
        done.set()
        thread.join()
    assert len({each.position for each in made}) == 3
    for each in made:
        found = records(folder, each)
        name = next((p["name"] for p in found["persons"] if p["id"] == str(person.pk)), "Number 0")
        numbers = [int(m["title"].split()[1]) for m in found["meetings"] if m["title"].startswith("Meeting")]
        assert max(numbers, default=0) == int(name.split()[1])
        for model in (PublishedMeeting, PublishedPerson):
            then = [json.loads(r.body) for r in model.objects.as_of(each.position).order_by("record")]
            assert found[model.resource] == [{"type": model.resource} | body for body in then]


def test_a_transaction_that_may_still_publish_is_waited_for(record, monkeypatch):
    """One that began before the last change: its own would have smaller positions than the snapshot's."""
    monkeypatch.setattr(writer, "PATIENCE", 0.5)
    slow = connections.create_connection("default")
    try:
        with slow.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
        assert write_snapshot() is not None  # nothing was published since it began
        with writing():
            make_person()
        with pytest.raises(RecordBusyError, match="open for more than"):
            write_snapshot()
    finally:
        slow.close()
    assert write_snapshot() is not None


def test_20000_records_are_never_held_at_once(transactional_db):
    body = {"id": "x", "title": "a" * 2_000, "parties": ["RU", "TR"]}
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO events_publishedmeeting (position, version, kind, body, at, updated_at, record, portfolios, parties,
                   organizations, persons, documents, confidence, document_count, offices, conflicts)
               SELECT n, 1, 'created', %s, now(), now(), gen_random_uuid(), '{}', '{}', '{}', '{}', '{}', 1, 1, '{}', '{}'
               FROM generate_series(1, 20000) AS n""",
            [json.dumps(body)],
        )
    tracemalloc.start()
    try:
        made = write_snapshot()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert made.counts["meetings"] == 20_000
    assert peak < 15_000_000  # of 40 MB
    assert Meeting.objects.count() == 0
