"""Publishing what changed: rendered in batches, in the transaction that writes.

Triggers note what is touched in the tables of the record, whoever writes (migration 0004). Here its published form is rendered
anew and compared with the one that stands; only where they differ is there a new version, a position in the change feed and a
new time of change. So a record that is deleted and written again the same way has not changed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.utils import OperationalError
from django.utils import timezone
from psycopg import sql

from events.api.serializers.fields import InstantField
from events.bulk import insert_rows
from events.models.change import TITLES, Touched
from events.models.published import Published
from events.publishing.forms import COUNTED, FORMS, Body, Form, Rendered, written
from events.publishing.positions import next_position, transaction_id
from events.search import words
from events.vocabulary import ChangeKind

BATCH = 500
"""Records that are rendered and written at once."""

TOUCHED = """
WITH own AS NOT MATERIALIZED (
    SELECT later, id, resource, record FROM events_touched WHERE transaction = pg_current_xact_id()::text::bigint
)
(SELECT * FROM own WHERE NOT later) UNION ALL (SELECT * FROM own WHERE later ORDER BY id LIMIT %s)
"""
"""What this transaction has touched, and so many of the records that only embed what it has touched."""

_INSTANT = InstantField()


class OvertakenError(OperationalError):
    """A transaction that began later has published the record already: this one is to be tried again."""


def publish_touched(*, by: str | None = None, most_later: int = BATCH) -> bool:
    """Publish what this transaction has touched. Whether something is left for later: what only embeds another record.

    `most_later`: how many of those are published at once all the same.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [most_later + 1])
        touched = cursor.fetchall()
    publisher = Publisher(by)
    publisher.publish(_take(row for late, *row in touched if not late))
    postponed = [row for late, *row in touched if late]
    publisher.publish(_take(postponed[:most_later]))
    return len(postponed) > most_later


def publish_left(*, most: int = BATCH) -> int:
    """Publish what is still to be done: what was left for later, or written past the services. Returns how much it took up."""
    left = _take(Touched.objects.exclude(resource=TITLES).order_by("later", "pk").values_list("pk", "resource", "record")[:most])
    Publisher(None).publish(left)
    return sum(map(len, left.values()))


def _take(rows: Iterable[Sequence[Any]]) -> dict[str, set[str]]:
    """The records that these rows (key, resource, record) name, by resource; the rows are done with."""
    found: dict[str, set[str]] = defaultdict(set)
    done = []
    for key, resource, record in rows:
        found[resource].add(record)
        done.append(key)
    if done:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM events_touched WHERE id = ANY(%s)", [done])
    return found


class Publisher:
    """Publishes records in this transaction, one position after the other."""

    def __init__(self, by: str | None) -> None:
        self.by = by
        self.now = timezone.now()
        self.position = 0

    def publish(self, records: Mapping[str, set[str]]) -> None:
        """Bring the published form of these records (ids by resource) up to date."""
        if records and not self.position:
            self.position = next_position(transaction_id())
        for resource, form in FORMS.items():
            ids = sorted(records.get(resource, ()))
            for start in range(0, len(ids), BATCH):
                self._publish_batch(form, [form.key(text) for text in ids[start : start + BATCH]])

    def _publish_batch(self, form: type[Form], ids: Sequence[Any]) -> None:
        standing = {row.record: row for row in form.published._default_manager.filter(record__in=ids, until__isnull=True)}
        new, searched = [], {}
        for rendered in sorted(form.render(ids), key=lambda r: str(r.record)):
            step = Step.between(standing.get(rendered.record), rendered)
            if step is not None:
                new.append(self._version(form, step))
                if rendered.searched:
                    searched[new[-1].position] = words(*rendered.searched)
        if new:
            _close_former(form, new)
            insert_rows(new, searched)
            _count_versions(form, new)

    def _version(self, form: type[Form], step: Step) -> Any:
        former, rendered = step.former, step.rendered
        if former is not None and former.position >= self.position:
            raise OvertakenError(f"{form.published.resource} {rendered.record} was published by a later transaction")
        version, updated_at = self.counted(step)
        row = form.published(
            position=self.position,
            record=rendered.record,
            into=rendered.into,
            version=version,
            kind=step.kind.value,
            at=self.now,
            by=self.by,
            updated_at=updated_at,
            **rendered.columns,
        )
        if rendered.body is not None:
            counted = {"version": version, "updated_at": _INSTANT.to_representation(updated_at)}
            row.body = written(rendered.body | counted)  # keys keep their places
        self.position += 1
        return row

    def counted(self, step: Step) -> tuple[int, datetime]:
        """The version that the step makes, and when the record changed."""
        former, filed = step.former, step.kind is ChangeKind.FILED
        return former.version + (not filed) if former else 1, former.updated_at if former and filed else self.now


@dataclass(frozen=True)
class Step:
    """What is to become of a record's published form."""

    former: Published | None
    rendered: Rendered
    kind: ChangeKind

    @classmethod
    def between(cls, former: Published | None, rendered: Rendered) -> Step | None:
        """None where nothing has changed."""
        if rendered.body is None:
            if former is None or (former.body is None and former.into == rendered.into):
                return None
            return cls(former, rendered, ChangeKind.DELETED if rendered.into is None else ChangeKind.MERGED)
        if former is None or former.body is None:
            return cls(former, rendered, ChangeKind.CREATED)
        if _content(json.loads(former.body)) != _content(json.loads(written(rendered.body))):
            return cls(former, rendered, ChangeKind.UPDATED)
        if any(getattr(former, name) != value for name, value in rendered.columns.items()):
            return cls(former, rendered, ChangeKind.FILED)
        return None


def _content(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in COUNTED}


def _close_former(form: type[Form], new: Sequence[Published]) -> None:
    """The versions that stood until now end where the new ones begin."""
    _execute(
        "UPDATE {published} AS p SET until = n.position FROM unnest(%s::{key}[], %s::bigint[]) AS n(record, position)"
        " WHERE p.record = n.record AND p.until IS NULL",
        form,
        [[row.record for row in new], [row.position for row in new]],
    )


def _count_versions(form: type[Form], new: Sequence[Published]) -> None:
    """The records' own columns say what was published of them."""
    shown = [row for row in new if row.body is not None and row.kind != ChangeKind.FILED]
    _execute(
        "UPDATE {table} AS m SET version = n.version, updated_at = n.at"
        " FROM unnest(%s::{key}[], %s::int[], %s::timestamptz[]) AS n(record, version, at) WHERE m.{column} = n.record",
        form,
        [[row.record for row in shown], [row.version for row in shown], [row.updated_at for row in shown]],
    )


def kind_of_key(form: type[Form]) -> str:
    """PostgreSQL's type of the form's `record`."""
    key = form.model._meta.pk
    assert key is not None
    return "uuid" if key.get_internal_type() == "UUIDField" else "text"


def _execute(text: str, form: type[Form], values: list[Any]) -> None:
    key = form.model._meta.pk
    assert key is not None
    statement = sql.SQL(text).format(
        published=sql.Identifier(form.published._meta.db_table),
        table=sql.Identifier(form.model._meta.db_table),
        column=sql.Identifier(str(key.column)),
        key=sql.SQL(kind_of_key(form)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
