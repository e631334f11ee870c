"""Celery's doors: an id in, one call."""

from uuid import UUID

from celery import shared_task
from celery.signals import worker_init, worker_ready

from sources import sweeping


@shared_task(name="sources.process_delivery")
def process_delivery(delivery_id: str) -> None:
    """Take one delivery through all stages."""
    from sources import importer  # with it comes the language model's library, which only workers need

    importer.process(UUID(delivery_id))


@shared_task(name="sources.sweep")
def sweep() -> int:
    """Send messages again for deliveries that wait without one: those accepted for later, or left by a dead worker."""
    return sweeping.requeue()


@worker_init.connect
def load_model(**_: object) -> None:
    """Once, before the pool's processes are forked, so that they share its memory."""
    from sources import importer, knowledge  # noqa: F401

    knowledge.model()


@worker_ready.connect
def take_up_what_waits(**_: object) -> None:
    """A worker that starts finds the deliveries that were accepted while none ran."""
    sweep.delay()
