"""What the tests of snapshots share: a folder of their own, and a small record in which everything occurs."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from events.models import Decision, Meeting
from events.services.writing import publish_all_left
from tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_meeting,
    make_organization,
    make_person,
    make_statement,
    make_tenure,
)

SECRET = "What editors tell each other"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "SNAPSHOT_DIR", tmp_path / "snapshots")
    return tmp_path / "snapshots"


@pytest.fixture
def record(transactional_db: None) -> Meeting:
    """A meeting, published with all that it refers to."""
    empty()
    person = make_person("Aylin Demir", "TR", ["A. Demir"], wikidata="Q1")
    make_tenure(person, "Defence Minister", "TR", "2018")
    make_organization("un", ["TR"])
    first = make_document()
    make_document(duplicate_of=first)
    meeting = make_meeting(["RU", "TR"], "2023-04", participants=[person], organizations=["un"], city="Moscow", confidence=0.8765)
    make_evidence(make_claim(meeting, first), "city", "Moscow", "Moscow")
    make_statement(speaker=person, meeting=meeting, quotes=["We will talk again,"])
    make_statement(institution="=Foreign Ministry", text="a" * 700, quotes=[], day=None)
    make_meeting(merged_into=meeting)
    told: dict[str, Any] = {"kind": "pin", "resource": "meetings", "target": meeting.pk, "anchor": {}, "evidence": ["d:note-1"]}
    Decision.objects.create(payload={"field": "city", "value": "Moscow"}, reason=SECRET, actor=SECRET, **told)
    revoked = {"revoked_at": timezone.now(), "revoked_reason": SECRET, "revoked_actor": SECRET}
    Decision.objects.create(payload={"field": "city", "value": "Kazan"}, reason=SECRET, actor=SECRET, **told, **revoked)
    publish_all_left()
    return meeting


def empty() -> None:
    """An instance as it is before anything is loaded."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name.startswith(("events_", "sources_"))]
        cursor.execute(f"TRUNCATE {', '.join(name for name in names if name != 'events_change')} CASCADE")
