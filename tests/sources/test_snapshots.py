"""A record out and in: what a copy of an imported record is, and that it lives on."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from events.models import Change, Document, Evidence, Meeting, Person
from events.models.published import PUBLISHED, PublishedMeeting, PublishedPerson
from events.services import decisions
from events.services.decisions import Actor
from events.services.reference import load_countries, load_offices
from events.services.writing import publish_all_left
from events.snapshots.writer import write_snapshot
from sources.acceptance import Package, accept, open_import, packages_of
from sources.chunks import in_chunks
from sources.importer import process
from sources.models import Import
from tests.record import canonical
from tests.sources.conftest import take_in
from tests.sources.test_importing import ARICA, ARICA_PLANNED

Line = dict[str, Any]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "SNAPSHOT_DIR", tmp_path / "snapshots")
    return tmp_path / "snapshots"


def empty() -> None:
    """An instance as it is before anything is loaded, without reference data."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name.startswith(("events_", "sources_"))]
        cursor.execute(f"TRUNCATE {', '.join(name for name in names if name != 'events_change')} CASCADE")


def written(folder: Path) -> Path:
    made = write_snapshot()
    assert made is not None
    return folder / made.name / f"{made.name}.jsonl.gz"


def load(path: Path) -> Import:
    return take_in(in_chunks(packages_of([path])))


def faults(batch: Import) -> list[tuple[str, str | None]]:
    return list(batch.deliveries.exclude(state="done").order_by("id").values_list("name", "reason"))


def bodies() -> dict[str, list[str | None]]:
    return {m.resource: list(m.objects.current().order_by("record").values_list("body", flat=True)) for m in PUBLISHED}


def test_an_empty_instance_becomes_equal_and_its_own_snapshot_has_the_same_bytes(deliver, dispatches, folder, tmp_path):
    deliver(dispatches)
    publish_all_left()
    before, shown = canonical(), bodies()
    assert before["meetings"]
    assert before["statements"]
    path = written(folder)
    kept = path.read_bytes()
    copy = tmp_path / path.name
    copy.write_bytes(kept)

    empty()
    batch = load(copy)
    assert faults(batch) == []
    assert batch.status == "done"
    assert canonical() == before
    assert bodies() == shown
    assert written(folder).read_bytes() == kept


def fresh() -> None:
    """An instance with reference data of its own: two countries and an office."""
    empty()
    rows = json.loads((Path(settings.BASE_DIR) / "seeds" / "countries.json").read_text(encoding="utf-8"))
    load_countries(rows=[row for row in rows if row["code"] in ("CL", "PE")])
    person = {"name": "Rosa Llanquileo", "country": "CL", "wikidata": None}
    office = {"title": "Foreign Minister", "country": "CL", "organization": None, "portfolio": "foreign", "level": "minister"}
    load_offices(rows=[office | {"tenures": [{"person": person, "from": "2023", "to": None}]}])


def deliver_texts(**texts: str) -> None:
    packages = (Package(f"{name}.txt", name, "text", text.encode(), len(text)) for name, text in texts.items())
    assert faults(take_in(packages)) == []


@pytest.fixture
def snapshot(folder, tmp_path) -> Path:
    """Of a record of one meeting, which two documents tell of."""
    fresh()
    deliver_texts(held=ARICA, planned=ARICA_PLANNED)
    path = written(folder)
    return path.rename(tmp_path / path.name)


def lines_of(path: Path) -> list[Line]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def changed(path: Path, change: Callable[[Line], Line | None]) -> Path:
    """The snapshot with lines changed; None drops one."""
    lines = lines_of(path)
    target = path.with_name("changed.jsonl")
    kept = [told for line in lines if (told := change(line)) is not None]
    target.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
    return target


def test_reference_data_of_the_instance_itself_gives_way_and_twice_changes_nothing(snapshot):
    before = canonical()
    persons = set(Person.objects.values_list("pk", flat=True))
    fresh()
    assert not persons & set(Person.objects.values_list("pk", flat=True))
    assert faults(load(snapshot)) == []
    assert canonical() == before
    assert set(Person.objects.values_list("pk", flat=True)) == persons
    shown, last = bodies(), Change.objects.latest("position").position

    assert faults(load(snapshot)) == []
    assert bodies() == shown
    assert Change.objects.latest("position").position == last


def test_each_record_of_a_copy_is_published_once_as_it_was(snapshot):
    """However many lines tell of it: the feed of a copy begins with one creation each."""
    version = dict(PublishedMeeting.objects.current().values_list("record", "version"))
    empty()
    load(snapshot)
    assert PublishedMeeting.objects.count() == len(version)
    assert PublishedPerson.objects.values("record").distinct().count() == PublishedPerson.objects.count()
    assert dict(PublishedMeeting.objects.current().values_list("record", "version")) == version


def test_what_editors_decided_holds_in_the_copy(folder, tmp_path):
    fresh()
    deliver_texts(planned=ARICA_PLANNED)
    meeting = Meeting.objects.current().get()
    decisions.pin(resource="meetings", id=meeting.pk, field="title", value="Talks on queues", reason="Ours", actor=Actor("Ana"))
    path = written(folder).rename(tmp_path / "pinned.jsonl.gz")
    fresh()
    assert faults(load(path)) == []
    deliver_texts(held=ARICA)
    assert Meeting.objects.current().get().title == "Talks on queues"
    decisions.unpin(resource="meetings", id=meeting.pk, field="title", reason="No more", actor=Actor("Ana"))
    assert Meeting.objects.current().get().title != "Talks on queues"


def test_deleted_records_stay_known(folder, tmp_path):
    fresh()
    deliver_texts(held=ARICA)
    meeting = Meeting.objects.current().get()
    decisions.delete(resource="meetings", id=meeting.pk, reason="Told twice", actor=Actor("Ana"))
    path = written(folder).rename(tmp_path / "gone.jsonl.gz")
    fresh()
    assert faults(load(path)) == []
    assert not Meeting.objects.current().exists()
    assert PublishedMeeting.objects.get(record=meeting.pk, until=None).kind == "deleted"


def test_quotes_come_without_their_texts(snapshot):
    quotes = {row.pk: row.quote for row in Evidence.objects.select_related("document")}
    fresh()
    load(snapshot)
    assert {row.pk: row.quote for row in Evidence.objects.select_related("document")} == quotes
    assert dict(Evidence.objects.with_quotes(500).values_list("pk", "words")) == quotes
    assert set(Document.objects.values_list("text", flat=True)) == {""}
    assert not [line for line in lines_of(snapshot) if line["type"] == "revision" and "fewer queues" in json.dumps(line)]


def test_a_new_document_joins_the_meeting_that_the_copy_knows(folder, tmp_path):
    fresh()
    deliver_texts(planned=ARICA_PLANNED)
    known = Meeting.objects.current().get().pk
    path = written(folder).rename(tmp_path / "planned.jsonl.gz")
    deliver_texts(held=ARICA)
    both = canonical()

    fresh()
    load(path)
    deliver_texts(held=ARICA)
    assert Meeting.objects.current().get().pk == known
    assert canonical() == both


def test_a_document_that_comes_again_brings_its_text(snapshot):
    before = canonical()
    fresh()
    load(snapshot)
    deliver_texts(held=ARICA, planned=ARICA_PLANNED)
    assert set(Document.objects.values_list("text", flat=True)) == {ARICA, ARICA_PLANNED}
    assert canonical() == before
    assert Document.objects.count() == 2


def test_what_was_broken_off_goes_on(snapshot, monkeypatch):
    before = canonical()
    monkeypatch.setattr("sources.chunks.LINES", 10)
    fresh()
    batch = open_import(origin="test")
    deliveries = [d for some in accept(batch=batch, packages=in_chunks(packages_of([snapshot]))) for d in some]
    assert len(deliveries) > 5
    process(deliveries[3].pk)  # not its turn: it waits for those before it
    deliveries[3].refresh_from_db()
    assert deliveries[3].state == "pending"
    for delivery in deliveries[:4]:
        process(delivery.pk)

    assert faults(load(snapshot)) == []
    assert canonical() == before
    for delivery in deliveries[4:]:
        process(delivery.pk)
    assert faults(batch) == []
    assert canonical() == before


def test_a_line_that_contradicts_what_stands_is_refused_by_its_number(snapshot):
    before, shown = canonical(), bodies()

    def otherwise(line: Line) -> Line:
        return line | {"city": "Tacna"} if line["type"] in ("meeting", "meetings") else line

    path = changed(snapshot, otherwise)
    lines = path.read_text().splitlines()
    batch = load(path)
    told = dict(faults(batch))
    numbers = [number for number, line in enumerate(lines, 1) if json.loads(line)["type"] in ("meeting", "meetings")]
    assert set(told) == {f"{path}:{number}" for number in numbers}
    assert all('`city` ("Arica" here, "Tacna" there)' in str(reason) for reason in told.values())
    assert canonical() == before
    assert bodies() == shown


def test_published_forms_alone_show_the_same(snapshot):
    public = {name: [json.loads(body) for body in found] for name, found in bodies().items()}
    fresh()
    forms = ("countries", "organizations", "documents", "persons", "meetings", "statements")
    path = changed(snapshot, lambda line: line | {"meetings": []} if line["type"] in forms else None)
    assert faults(load(path)) == []
    ignored = {"created_at", "updated_at", "version", "meetings"}
    for name, found in bodies().items():
        shown = [{key: value for key, value in json.loads(body).items() if key not in ignored} for body in found]
        assert shown == [{key: value for key, value in body.items() if key not in ignored} for body in public[name]], name


def test_lines_of_a_record_are_no_documents(snapshot):
    """What is polled goes no such way."""
    path = changed(snapshot, lambda line: line if line["type"] == "meeting" else None)
    empty()
    assert [reason for _, reason in faults(take_in(packages_of([path])))] == ["type 'meeting' cannot be imported; `document` can"]
    assert not Meeting.objects.exists()
