"""The record without ids and instants, to be compared with one that no fault has touched, and how it begins anew."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from django.db import connection

from events.models import Document, Evidence
from events.models.change import Touched
from events.models.published import PUBLISHED
from tests.record import canonical

Dump = Counter[str]

BASE = "chaos_base"
_STAMP = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|\"version\":\d+")
OURS = "story-"
"""What the ids of the stories' documents begin with: what was refused is no part of the record that is compared."""
_COUNTED = ("document", "meeting", "statement", "person")


def dump() -> Dump:
    """All that stands in the record, one entry a thing, with how often it is there."""
    return Counter(f"{kind} {json.dumps(thing, ensure_ascii=False, sort_keys=True, default=str)}" for kind, thing in _things())


def _things() -> Iterator[tuple[str, object]]:
    for kind, things in canonical().items():
        yield from ((kind, thing) for thing in things)
    documents = Document.objects.filter(external_id__startswith=OURS).values_list(
        "external_id", "sha256", "status", "reason", "published", "superseded_by"
    )
    yield from (("documents", row) for row in documents)
    proofs = Evidence.objects.values_list("document__external_id", "field", "value", "start", "end", "claim__ordinal",
        "mention__ordinal", "statement__ordinal", "extractor", "confidence")  # fmt: skip
    yield from (("evidence", row) for row in proofs)
    for published in PUBLISHED:
        if published.resource.startswith(_COUNTED):
            for body in published._default_manager.current().values_list("body", flat=True):
                assert body is not None  # or it were no current one
                if "external_id" in body and f'"external_id":"{OURS}' not in body:
                    continue
                yield f"published {published.resource}", _STAMP.sub("", body)


def nothing_left_to_publish() -> bool:
    return not Touched.objects.exists()


def keep_base() -> None:
    """Copy the record as it stands: with the reference data, before any document."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {BASE}")
        for table in _tables():
            cursor.execute(f"CREATE TABLE {BASE}.{table} AS TABLE {table}")


def begin_anew() -> None:
    """Put the record back to that copy. Without triggers: what they would note is in the copy."""
    tables = _tables()
    with connection.cursor() as cursor:
        statements = ["BEGIN", "SET LOCAL session_replication_role = replica", f"TRUNCATE {', '.join(tables)}"]
        statements += [f"INSERT INTO {table} SELECT * FROM {BASE}.{table}" for table in tables]
        cursor.execute(";".join([*statements, "COMMIT"]))


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return [n for n in names if n.startswith(("events_", "sources_")) and n not in ("events_change", "sources_workerheartbeat")]
