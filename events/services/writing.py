"""The one way to write the record: one transaction under the record's lock, at whose end what was touched is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

from events.models.change import Touched
from events.publishing.publisher import BATCH, publish_left, publish_touched
from events.services.locking import hold_record

log = structlog.get_logger(__name__)
_depth: ContextVar[int] = ContextVar("depth", default=0)
_author: ContextVar[str | None] = ContextVar("author", default=None)


@contextmanager
def writing(by: str | None = None) -> Iterator[None]:
    """Write the record. Also a decorator. Within another `writing`, a part of that one: published with it, by its author.

    `by`: who decided on the change, for the change feed; None where documents tell it.
    """
    depth, author = _depth.get(), _author.get() or by
    with transaction.atomic(savepoint=depth == 0):
        if depth == 0:
            hold_record()
        tokens = _depth.set(depth + 1), _author.set(author)
        try:
            yield
            if depth == 0 and publish_touched(by=author):
                transaction.on_commit(hint)
        finally:
            _depth.reset(tokens[0])
            _author.reset(tokens[1])


def hint() -> None:
    """Have a worker publish what is left; without a broker, the sweep finds it."""
    from events.tasks import publish_what_is_left

    try:
        publish_what_is_left.delay()
    except OperationalError as error:
        log.warning("the broker cannot be reached; the sweep will publish what is left", error=str(error))


def publish_all_left() -> int:
    """Publish what is left, a batch a transaction, until nothing is. Returns how much there was."""
    total = 0
    while taken := _publish_some():
        total += taken
    return total


def _publish_some() -> int:
    from events.services.titles import title_some  # which writes

    if not Touched.objects.exists():
        return 0  # as mostly, when the sweep asks: nobody who writes is to be waited for
    with transaction.atomic():
        hold_record()
        return title_some(most=BATCH) or publish_left()
