"""Publishing what was published elsewhere: a copy keeps its versions and times of change; its positions are fresh."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql

from events.models.change import Touched
from events.publishing.forms import FORMS
from events.publishing.positions import next_position, transaction_id
from events.publishing.publisher import Publisher, Step, kind_of_key
from events.vocabulary import ChangeKind


class CopyPublisher(Publisher):
    """Publishes records as their rows say: what a copy is loaded from has counted their changes."""

    def counted(self, step: Step) -> tuple[int, datetime]:
        body = step.rendered.body
        if step.former is not None or body is None:
            return super().counted(step)
        return int(body["version"]), datetime.fromisoformat(body["updated_at"])


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That a record was merged into another (`into`), or deleted."""

    record: Any
    into: Any
    version: int


def publish_tombstones(resource: str, tombstones: Iterable[Tombstone]) -> None:
    """Publish what is left of records that were never published here."""
    publisher = Publisher(None)
    position = next_position(transaction_id())
    published: Any = FORMS[resource].published
    published.objects.bulk_create(
        published(
            position=position + number,
            record=each.record,
            into=each.into,
            version=each.version,
            kind=(ChangeKind.DELETED if each.into is None else ChangeKind.MERGED).value,
            at=publisher.now,
            updated_at=publisher.now,
        )
        for number, each in enumerate(tombstones)
    )


def leave_unpublished() -> None:
    """What this transaction has added is published later, with all that it embeds; what was published before, at its end."""
    whether = sql.SQL(
        "WHEN {resource} THEN NOT EXISTS (SELECT FROM {published} AS p WHERE p.record = t.record::{key} AND p.until IS NULL)"
    )
    of_each = [
        whether.format(
            resource=sql.Literal(resource),
            published=sql.Identifier(form.published._meta.db_table),
            key=sql.SQL(kind_of_key(form)),
        )
        for resource, form in FORMS.items()
    ]
    statement = sql.SQL(
        "DELETE FROM {} AS t WHERE transaction = pg_current_xact_id()::text::bigint AND CASE resource {} END"
    ).format(sql.Identifier(Touched._meta.db_table), sql.SQL(" ").join(of_each))
    with connection.cursor() as cursor:
        cursor.execute(statement)
