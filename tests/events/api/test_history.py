"""What the record was: the change feed, versions, and lists and details as of a moment. Everything is committed here."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Value
from drf_spectacular.generators import SchemaGenerator

from events.api.pages import Cursor, in_order
from events.api.sorting import Ordering, by_day
from events.models import Meeting, Person
from events.models.change import Retention
from events.models.published import PUBLISHED, PublishedMeeting
from events.publishing.positions import A_TRANSACTION, bounds, go_on
from events.publishing.retention import prune_history
from events.services.writing import writing
from tests.events.api.test_schema import check, fill
from tests.factories import make_meeting, make_person, make_statement

pytestmark = pytest.mark.django_db(transaction=True)


def rename(meeting, title, by=None):
    with writing(by=by):
        Meeting.objects.filter(pk=meeting.pk).update(title=title)


def feed(reader, since=0, **asked):
    """All changes behind a position."""
    address, found = f"changes/?{urlencode({'since': since, 'page_size': 3} | asked)}", []
    while address:
        body = reader.json(address)
        found += body["results"]
        address = body["next"]
    return found


class Mirror:
    """A client that keeps a copy of the record by the change feed alone."""

    def __init__(self, reader):
        self.reader, self.position, self.records = reader, 0, {}

    def follow(self):
        for change in feed(self.reader, self.position, page_size=100):
            assert change["position"] > self.position
            self.position = change["position"]
            key = change["resource"], change["id"]
            if change["kind"] in ("merged", "deleted"):
                self.records.pop(key, None)
                continue
            held = self.records.setdefault(key, {}) if change["kind"] == "updated" else {}
            for name, (before, after) in change["fields"].items():
                assert held.get(name) == before
                held[name] = after
            self.records[key] = held

    def assert_equal(self):
        for resource in ("meetings", "statements", "persons", "documents", "countries"):
            address, listed = f"{resource}/?page_size=200", {}
            while address:
                body = self.reader.json(address)
                listed |= {record["id"]: record for record in body["results"]}
                address = body["next"]
            assert {key: record for (of, key), record in self.records.items() if of == resource} == listed


def test_changes_tell_what_became_of_a_record(reader):
    meeting, other = make_meeting(title="First"), make_meeting()
    rename(meeting, "Second", by="Nora Lind")
    with writing(by="Nora Lind"):
        Meeting.objects.filter(pk=other.pk).update(merged_into=meeting)
        Meeting.objects.filter(pk=meeting.pk).update(deleted_at=datetime.now(UTC))
    created, _, updated, *gone = feed(reader, resource="meetings")
    whole = created["fields"]
    assert {name: before for name, (before, _) in whole.items() if before is not None} == {}
    assert whole["url"] == [None, f"http://testserver/api/v1/meetings/{meeting.pk}/"]
    assert (created["kind"], created["id"], created["by"], created["into"]) == ("created", str(meeting.pk), None, None)
    assert (updated["kind"], updated["by"]) == ("updated", "Nora Lind")
    assert set(updated["fields"]) == {"title", "updated_at", "version"}
    assert updated["fields"]["title"] == ["First", "Second"]
    assert updated["fields"]["version"] == [1, 2]
    assert {(c["kind"], c["id"], c["into"]) for c in gone} == {
        ("merged", str(other.pk), str(meeting.pk)), ("deleted", str(meeting.pk), None),
    }  # fmt: skip
    positions = [change["position"] for change in feed(reader)]
    assert positions == sorted(set(positions))
    assert feed(reader, positions[-1]) == []


def test_a_copy_that_follows_the_feed_stays_equal(reader):
    mirror = Mirror(reader)
    person = make_person("Aylin Demir")
    meetings = [make_meeting(start=f"2023-04-{day:02}", participants=[person]) for day in range(1, 5)]
    statement = make_statement(speaker=person, meeting=meetings[0])
    mirror.follow()
    mirror.assert_equal()
    rename(meetings[1], "Renamed")
    with writing():
        Person.objects.filter(pk=person.pk).update(name="Aylin Kaya")
        Meeting.objects.filter(pk=meetings[2].pk).update(merged_into=meetings[0])
        type(statement).objects.filter(pk=statement.pk).update(office="Minister")
    mirror.follow()
    mirror.assert_equal()
    with writing():
        Meeting.objects.filter(pk=meetings[2].pk).update(merged_into=None)
        Meeting.objects.filter(pk=meetings[3].pk).update(deleted_at=datetime.now(UTC))
    mirror.follow()
    mirror.assert_equal()


@contextmanager
def slowly(write):
    """Another transaction, which has begun to write and does so at the end."""
    begun, finish = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            begun.set()
            finish.wait(30)
            write()
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        finish.set()
        slow.join()


def test_nobody_meets_a_smaller_position_later(reader):
    """A slow transaction is held open while fast ones commit: what they changed waits for it."""
    meeting = make_meeting()
    mirror = Mirror(reader)
    mirror.follow()
    with slowly(lambda: rename(meeting, "By the slow one")):
        fast = make_person()
        assert feed(reader, mirror.position) == []
    seen = feed(reader, mirror.position)
    assert {change["id"] for change in seen} >= {str(meeting.pk), str(fast.pk)}
    mirror.follow()
    mirror.assert_equal()


def test_a_record_that_was_restored_into_another_cluster_goes_on_behind_its_last_position(reader):
    """Transactions are counted anew there: as if those of this record had been a million further on."""
    meeting = make_meeting(title="Before")
    for model in PUBLISHED:
        model.objects.update(position=F("position") + Value(1_000_000 << A_TRANSACTION, BigIntegerField()))
    last = feed(reader)
    assert last == []  # all of it lies above the horizon
    assert 999_000 < go_on() <= 1_000_000
    before = feed(reader)
    rename(meeting, "After")
    (change,) = feed(reader, before[-1]["position"])
    assert change["fields"]["title"] == ["Before", "After"]
    assert reader.json(f"meetings/{meeting.pk}/?as_of={before[-1]['position']}")["title"] == "Before"
    assert go_on() == 0


def test_a_moment_while_others_write_is_what_is_settled(reader):
    """An instant that has passed is no fault of who asks, nor is a position that a history shows; neither is told twice in
    different ways."""
    meeting, other = make_meeting(title="First"), make_meeting(title="Another")
    settled = feed(reader)[-1]["position"]
    address = f"meetings/{meeting.pk}/"
    with slowly(lambda: rename(other, "By the slow one")):
        rename(meeting, "Second")
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        position = reader.json(f"{address}history/")["results"][0]["position"]
        assert position > settled
        assert reader.json(f"{address}?as_of={now}")["title"] == "First"
        assert f"as_of={settled}" in reader.json(f"meetings/?as_of={now}&page_size=1")["next"]
        for path in (f"{address}?as_of={position}", f"meetings/?as_of={position}", f"changes/?since={position}"):
            refused = reader.get(path)
            assert (refused.status_code, refused["Retry-After"]) == (503, "1"), path
            assert refused["Content-Type"] == "application/problem+json"
            assert "not settled yet" in refused.json()["detail"]
        for path in (f"meetings/?as_of={position + 2**30}", f"changes/?since={position + 2**30}"):
            assert reader.get(path).status_code == 400, path
    assert reader.json(f"{address}?as_of={settled}")["title"] == "First"
    for moment in (now, position):
        assert reader.json(f"{address}?as_of={moment}")["title"] == "Second"
    assert reader.get(f"changes/?since={position}").status_code == 200


def test_an_instant_that_is_yet_to_come_is_refused(reader):
    make_meeting()
    assert "yet to come" in reader.faults("meetings/?as_of=2099-01-01T00:00:00Z")["as_of"]
    ahead = (datetime.now(UTC) + timedelta(seconds=2)).isoformat().replace("+00:00", "Z")
    assert len(reader.ids(f"meetings/?as_of={ahead}")) == 1  # clocks differ


def test_a_reader_can_wait_for_a_change(reader):
    make_meeting()
    since = feed(reader)[-1]["position"]

    def write():
        make_person()
        connection.close()

    later = threading.Timer(0.3, write)
    later.start()
    began = time.monotonic()
    found = reader.json(f"changes/?since={since}&wait=20")["results"]
    later.join()
    assert {change["resource"] for change in found} <= {"persons", "countries"}
    assert found
    assert time.monotonic() - began < 15
    assert reader.json(f"changes/?since={found[-1]['position']}&wait=1&resource=meetings")["results"] == []


@pytest.mark.parametrize("query", ["since=-1", "since=x", "since=999999999999999999", "wait=x", "resource=colours", "cursor=x"])
def test_changes_refuse(reader, query):
    assert list(reader.faults(f"changes/?{query}")) == [query.partition("=")[0]]


def test_versions_of_a_record(reader):
    meeting = make_meeting(title="First")
    rename(meeting, "Second", by="Nora Lind")
    rename(meeting, "Third")
    address = f"meetings/{meeting.pk}/history/"
    versions = reader.json(address)["results"]
    assert [v["version"] for v in versions] == [3, 2, 1]
    assert [v["record"]["title"] for v in versions] == ["Third", "Second", "First"]
    assert [(v["kind"], v["by"]) for v in versions] == [("updated", None), ("updated", "Nora Lind"), ("created", None)]
    assert versions[0]["record"] == reader.json(f"meetings/{meeting.pk}/")
    first = reader.json(f"{address}?page_size=1")
    assert reader.json(first["next"])["results"] == versions[1:2]
    assert reader.json(f"{address}?as_of={versions[1]['position']}")["results"] == versions[1:]
    with writing():
        Meeting.objects.filter(pk=meeting.pk).update(deleted_at=datetime.now(UTC))
    gone = reader.json(address)["results"][0]
    assert (gone["kind"], gone["record"], gone["version"]) == ("deleted", None, 4)
    assert reader.get("meetings/01980000-0000-7000-8000-000000000000/history/").status_code == 404


def test_the_record_as_it_was(reader):
    person = make_person("Aylin Demir")
    meeting, other = make_meeting(title="First", participants=[person]), make_meeting(start=None)
    before = reader.json(f"meetings/{meeting.pk}/")
    listed = reader.json("meetings/")["results"]
    then = feed(reader)[-1]["position"]
    instant = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    rename(meeting, "Second")
    new = make_meeting(["IR"], title="New", participants=[person])
    with writing():
        Meeting.objects.filter(pk=other.pk).update(merged_into=meeting)
    for moment in (then, instant):
        assert reader.json(f"meetings/{meeting.pk}/?as_of={moment}") == before
        assert reader.json(f"meetings/?as_of={moment}")["results"] == listed
        assert reader.ids(f"meetings/?as_of={moment}&party=IR") == []
        assert reader.ids(f"persons/{person.pk}/meetings/?as_of={moment}") == [str(meeting.pk)]
        assert reader.get(f"meetings/{new.pk}/?as_of={moment}").status_code == 404
    assert reader.json(f"meetings/{other.pk}/?as_of={then}")["id"] == str(other.pk)
    assert reader.get(f"meetings/{other.pk}/").status_code == 308
    pages = reader.walk(f"meetings/?as_of={instant}&page_size=1&ordering=start_date")
    assert [key for page in pages for key in page] == [str(meeting.pk), str(other.pk)]
    assert f"as_of={then}" in reader.json(f"meetings/?as_of={instant}&page_size=1")["next"]


def test_mergers_are_those_of_that_moment(reader):
    stays, goes = make_person("Aylin Demir"), make_person("Aylin Demirci")
    kept = make_meeting(participants=[stays])
    taken = make_meeting(["IR"], participants=[goes])
    said = [make_statement(speaker=person, meeting=kept) for person in (stays, goes)]

    def merge(into):
        with writing():
            Person.objects.filter(pk=goes.pk).update(merged_into=into)
        return feed(reader)[-1]["position"]

    def told(moment):
        ids = (f"meetings/?person={goes.pk}", f"meetings/?person={stays.pk}&person={goes.pk}", f"statements/?speaker={goes.pk}")
        return [set(reader.ids(f"{path}&as_of={moment}")) for path in ids]

    before = feed(reader)[-1]["position"]
    apart = [{str(taken.pk)}, set(), {str(said[1].pk)}]
    together = [{str(kept.pk), str(taken.pk)}, {str(kept.pk)}, {str(each.pk) for each in said}]
    merged = merge(stays)
    assert told(before) == apart
    assert told(merged) == together
    parted = merge(None)
    assert [told(moment) for moment in (before, merged, parted)] == [apart, together, apart]
    assert reader.get(f"persons/{goes.pk}/?as_of={merged}").status_code == 308
    assert reader.get(f"persons/{goes.pk}/meetings/?person={goes.pk}&as_of={merged}").status_code == 308
    assert reader.ids(f"persons/{goes.pk}/meetings/?person={goes.pk}&as_of={before}") == [str(taken.pk)]


def test_what_is_pruned_is_said_to_be_gone(reader, settings):
    meeting = make_meeting(title="First")
    first = feed(reader)[-1]["position"]
    rename(meeting, "Second")
    rename(meeting, "Third")
    settings.HISTORY_DAYS = 0
    assert prune_history() == 0
    settings.HISTORY_DAYS = 1
    assert prune_history() == 0
    PublishedMeeting.objects.update(at=datetime.now(UTC) - timedelta(days=2))
    kept = PublishedMeeting.objects.get(version=3).position
    assert prune_history() == 2
    assert Retention.objects.get().kept_from == kept == bounds()[0]
    assert [v["version"] for v in reader.json(f"meetings/{meeting.pk}/history/")["results"]] == [3]
    assert reader.json(f"meetings/{meeting.pk}/?as_of={kept}")["title"] == "Third"
    for path in (f"meetings/?as_of={first}", f"meetings/{meeting.pk}/?as_of={first}", f"changes/?since={first}", "changes/"):
        response = reader.get(path)
        assert response.status_code == 410, path
        assert "snapshot" in response.json()["detail"]
    assert reader.get(f"changes/?since={kept}").status_code == 200


def test_answers_are_what_the_document_says(reader):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    fill()
    rename(Meeting.objects.all()[0], "Renamed", by="Nora Lind")
    with writing():
        Meeting.objects.update(deleted_at=datetime.now(UTC))
    check(schema, "/api/v1/changes/", reader.json("changes/?page_size=200&count=true"))
    for change in feed(reader, page_size=100):
        path = f"{change['resource']}/{{id}}/history/"
        check(schema, f"/api/v1/{path}", reader.json(path.format(id=change["id"])))


def test_changes_cost_the_same_queries_however_many(reader, django_assert_num_queries):
    for _ in range(12):
        rename(make_meeting(), "Another")
    reader.json("changes/")
    for size in (1, 20):
        with django_assert_num_queries(3):
            reader.json(f"changes/?resource=meetings&page_size={size}")


def test_lists_go_by_an_index_at_their_beginning_and_deep_inside(reader):
    """PostgreSQL sees that an index is in the order that is asked for, whatever stands in the cursor."""
    for _ in range(3):
        make_meeting()
    day, key = datetime(2023, 4, 25, tzinfo=UTC).date(), Meeting.objects.all()[0].pk
    for descending, index in ((True, "pub_meeting_newest"), (False, "pub_meeting_oldest")):
        ordering = Ordering(by_day("start_earliest"), descending, "record")
        for cursor in (None, Cursor(False, day, key), Cursor(True, day, key)):
            rows = in_order(PublishedMeeting.objects.current(), ordering, cursor).values_list("body")[:51]
            with transaction.atomic(), connection.cursor() as plan:
                plan.execute("SET LOCAL enable_seqscan = off")
                plan.execute("SET LOCAL enable_bitmapscan = off")
                plan.execute("SET LOCAL enable_sort = off")
                told = rows.explain()
            assert index in told or "pub_meeting_ever" in told, told
            assert "Sort" not in told, told
            assert cursor is None or "Index Cond" in told, told
