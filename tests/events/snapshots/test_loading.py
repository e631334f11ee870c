"""What a snapshot is loaded as, and what hostile lines come to."""

import gzip
import json
import math
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from events.identifiers import uuid7
from events.models import Decision, Document, Meeting, Statement
from events.models.published import PUBLISHED, PublishedMeeting
from events.snapshots.kinds import ELSEWHERE
from events.snapshots.loading import load
from events.snapshots.writer import write_snapshot
from tests.events.snapshots.conftest import empty

pytestmark = pytest.mark.django_db(transaction=True)
Line = dict[str, Any]


@pytest.fixture
def lines(record: Meeting, folder: Path) -> list[Line]:
    """Those of a snapshot; the instance is empty again."""
    made = write_snapshot()
    assert made is not None
    with gzip.open(folder / made.name / f"{made.name}.jsonl.gz", "rt", encoding="utf-8") as opened:
        found = [json.loads(line) for line in opened]
    empty()
    return found


def loaded(lines: list[Line]) -> dict[int, str]:
    return load(enumerate((json.dumps(line).encode() for line in lines), 1))


def bodies() -> list[str | None]:
    return [row.body for model in PUBLISHED for row in model.objects.filter(until=None).order_by("record")]


def test_out_and_in_is_the_same_with_fresh_positions(lines, folder):
    former = Path(next(folder.glob("*/*.jsonl.gz")))
    kept = former.read_bytes()
    assert loaded(lines) == {}
    made = write_snapshot()
    assert made.name != former.parent.name
    assert (folder / made.name / f"{made.name}.jsonl.gz").read_bytes() == kept
    assert Meeting.objects.current().get().confidence == 0.8765
    assert Document.objects.get(duplicate_of__isnull=False).duplicate_of == Document.objects.order_by("pk").first()
    assert Statement.objects.filter(mention=None).get().text == "a" * 500
    standing, revoked = Decision.objects.order_by("pk")
    assert (standing.reason, standing.actor, standing.revoked_reason) == (ELSEWHERE, ELSEWHERE, None)
    assert (revoked.revoked_reason, revoked.revoked_actor) == (ELSEWHERE, ELSEWHERE)


def test_twice_changes_nothing(lines):
    loaded(lines)
    before = bodies()
    assert loaded(lines) == {}
    assert bodies() == before


def test_what_is_left_of_merged_records_leads_to_the_survivor(lines, record):
    gone = {"type": "tombstone", "resource": "meetings", "id": str(uuid7()), "into": str(record.pk), "version": 3}
    assert loaded([*lines, gone]) == {}
    assert Meeting.objects.filter(merged_into=record.pk).count() == 1
    found = PublishedMeeting.objects.get(record=gone["id"])
    assert (found.into, found.kind, found.version) == (record.pk, "merged", 3)
    assert loaded([gone | {"into": None}]) == {1: f"meetings {gone['id']} is here, and gone otherwise"}


HOSTILE: list[tuple[Line, str]] = [
    ({"title": None}, "`title` is null"),
    ({"title": "x" * 600}, "`title`: Ensure this value has at most 500"),
    ({"title": ["a"]}, "`title` cannot be"),
    ({"title": "a\0b"}, "`title` holds characters"),
    ({"status": "dreamt"}, "meeting_status_known"),
    ({"start_earliest": "2024-13-01"}, "`start_earliest`"),
    ({"start_earliest": None}, "meeting_start_is_partial_date"),
    ({"parties": "CL"}, "`parties` cannot be"),
    ({"parties": [1]}, "`parties` cannot be"),
    ({"document_count": 10**12}, "`document_count`"),
    ({"document_count": True}, "`document_count` cannot be"),
    ({"country": "ZZ"}, "`country` refers to ZZ"),
    ({"id": "../../etc/passwd"}, "`id`"),
    ({"type": "passwords"}, "`type` is none of"),
    ({"type": ["meeting"]}, "`type` is none of"),
    ({"type": "tombstone", "resource": "users", "id": "1"}, "there is no resource 'users'"),
    ({"type": "link", "of": "meeting", "field": "title", "id": "1", "to": "2"}, "has no reference 'title'"),
    ({"type": "meetings", "id": 5}, "`id` is no id"),
]


def test_hostile_lines_are_refused_with_their_reasons_and_the_others_loaded(lines):
    at = next(number for number, line in enumerate(lines) if line["type"] == "meeting")
    first = [line for line in lines[:at] if line["type"] != "statement"]
    hostile = [lines[at] | {"id": str(uuid7())} | values for values, _ in HOSTILE]
    broken = [b"{broken", b"[]", b"null", b'{"type":"meeting","id":' + b"[" * 100_000]
    content = [json.dumps(line).encode() for line in (*first, *hostile)] + broken
    faults = load(enumerate(content))
    for number, (values, reason) in enumerate(HOSTILE, len(first)):
        assert reason in faults.get(number, ""), (values, faults.get(number))
    assert set(faults) == set(range(len(first), len(content)))
    assert Document.objects.count() == 4
    assert not Meeting.objects.exists()


DEEP = json.loads("[" * 500 + "]" * 500)
ODD: list[Line] = [
    {"confidence": math.nan},
    {"confidence": math.inf},
    {"confidence": 1},
    {"confidence": "0.5"},
    {"document_count": 3.0},
    {"document_count": "3"},
    {"document_count": -1},
    {"title": 5},
    {"title": "x" + " " * 600},
    {"title": "half \ud83d"},
    {"title": "\\N"},
    {"city": ""},
    {"start_earliest": "today", "start_latest": "today"},
    {"start_earliest": "2024-02-31"},
    {"start_earliest": "20240305", "start_latest": "20240305"},
    {"start_latest": "infinity"},
    {"created_at": "now"},
    {"created_at": "2024-03-05T24:00:00Z"},
    {"created_at": "2024-03-05T01:02:60Z"},
    {"created_at": "2024-03-05T01:02:03+02:00"},
    {"created_at": "2024-03-05"},
    {"conflicts": ["a\0b"]},
    {"conflicts": ["\udc00"]},
    {"conflicts": [math.nan]},
    {"conflicts": "none"},
    {"conflicts": DEEP},
    {"parties": [None]},
    {"parties": ["CHL"]},
    {"parties": []},
    {"parties": ['a"', "\\,"]},
    {"id": "{0190A0B0-0000-7000-8000-00000000000A}"},
    {"status": "dreamt"},
    {"country": "ZZ"},
    {"version": None},
    {"dreamt_of": "Tacna"},
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: str(odd)[:60])
def test_a_line_among_others_comes_to_what_it_comes_to_alone(lines, odd):
    """Plain rows are written at once. What is not plain, or is refused, must not be taken for them, nor drag them down."""
    meeting = next(line for line in lines if line["type"] == "meeting")
    others = [meeting | {"id": str(uuid7())} for _ in range(2)]
    loaded([line for line in lines if line["type"] in ("countries", "organizations")])
    told = [others[0], meeting | odd, others[1]]
    came = []
    for chunks in ([told], [[line] for line in told]):
        with transaction.atomic():
            faults = [reason for chunk in chunks for reason in loaded(chunk).values()]
            came.append((faults, list(Meeting.objects.order_by("pk").values())))
            transaction.set_rollback(True)
    assert came[0] == came[1]
    assert {row["id"] for row in came[0][1]} >= {UUID(line["id"]) for line in others}


def test_a_line_without_a_column_has_its_default(lines):
    meeting = next(line for line in lines if line["type"] == "meeting")
    loaded([line for line in lines if line["type"] in ("countries", "organizations")])
    told = [{name: value for name, value in meeting.items() if name != "statement_count"} | {"id": str(uuid7())} for _ in "ab"]
    assert loaded(told) == {}
    assert set(Meeting.objects.values_list("statement_count", flat=True)) == {0}


def test_the_same_row_twice_in_a_chunk_is_one_and_two_of_one_id_are_told(lines):
    meeting = next(line for line in lines if line["type"] == "meeting")
    loaded([line for line in lines if line["type"] in ("countries", "organizations")])
    assert loaded([meeting, meeting]) == {}
    assert Meeting.objects.count() == 1
    other = meeting | {"id": str(uuid7())}
    assert "differs in `city`" in loaded([other, other | {"city": "Tacna"}])[2]
    assert Meeting.objects.count() == 2


def test_a_person_who_is_known_otherwise_here_is_refused(lines):
    loaded(lines)
    person = next(line for line in lines if line["type"] == "person")
    faults = loaded([person | {"name": "Someone Else"}])
    assert 'differs in `name` ("Aylin Demir" here, "Someone Else" there)' in faults[1]
