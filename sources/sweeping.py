"""The sweeper: the row is the job, a message only a hint. Whatever waits without a message gets one again."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from events.vocabulary import DeliveryState, ImportStatus
from sources.acceptance import close_import_if_settled
from sources.holding import unheld
from sources.models import Delivery, Import

PATIENCE = timedelta(seconds=10)  # how long a message may take before a second one is sent
AT_ONCE = 2_000  # messages, those that wait in the queue included: workers that have enough to do need none twice

log = structlog.get_logger(__name__)


def send(deliveries: Iterable[Delivery]) -> int:
    """Send a message for each open delivery once the transaction is committed. Returns how many."""
    from sources.tasks import process_delivery

    waiting = [d for d in deliveries if d.state == DeliveryState.PENDING]

    def hint() -> None:
        for delivery in waiting:
            try:
                process_delivery.delay(str(delivery.pk))
            except OperationalError as error:
                log.warning("the broker cannot be reached; the sweeper will send what waits", error=str(error))
                return

    transaction.on_commit(hint)
    return len(waiting)


def requeue() -> int:
    """Messages for open deliveries that have none, as far as can be known: nobody was told, or a dead worker left them."""
    sent = _send_again()
    for batch in Import.objects.filter(status__in=[ImportStatus.PENDING, ImportStatus.RUNNING]):
        close_import_if_settled(batch)  # once the deliveries are let go: others hold the import before its deliveries
    return sent


@transaction.atomic
def _send_again() -> int:
    """`leased_until` of a pending delivery is when the last message for it was sent from here."""
    room = max(AT_ONCE - _messages(), 0)
    unsent = Q(leased_until__isnull=True) | Q(leased_until__lt=Now() - PATIENCE)
    claimed = Delivery.objects.claimed().values_list("pk", flat=True)
    left = Q(state=DeliveryState.RUNNING) & (Q(leased_until__lt=Now()) | Q(pk__in=unheld(claimed)))
    free = Delivery.objects.select_for_update(skip_locked=True).order_by("-priority", "received_at").defer("content")
    rows = [*free.filter(left)[:AT_ONCE], *free.waiting().filter(unsent)[:room]]
    pending = [row.pk for row in rows if row.state == DeliveryState.PENDING]
    Delivery.objects.filter(pk__in=pending).update(leased_until=Now())
    for row in rows:
        row.state = DeliveryState.PENDING
    return send(rows)


def _messages() -> int:
    """How many messages for deliveries wait; none where their queue or its broker is gone."""
    with current_app.pool.acquire(block=True) as connection:
        queue = current_app.amqp.queues[settings.DELIVERIES_QUEUE]
        try:
            connection.ensure_connection(max_retries=1)
            return int(queue(connection.default_channel).queue_declare(passive=True).message_count)
        except (OperationalError, *connection.connection_errors, *connection.channel_errors):
            connection.collect()  # what is broken is opened anew
            return 0
