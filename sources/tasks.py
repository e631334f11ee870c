"""Celery's doors: an id in, one call."""

import gc
from uuid import UUID

from celery import shared_task
from celery.signals import worker_init, worker_process_init, worker_ready
from django.conf import settings

from sources import confining, sweeping


@shared_task(name="sources.process_delivery")
def process_delivery(delivery_id: str) -> None:
    """Take a delivery through all stages: this one, or a more urgent one that waits."""
    from sources import importer  # with it comes the language model's library, which only workers need

    importer.work(UUID(delivery_id))


@shared_task(name="sources.sweep")
def sweep() -> int:
    """Send messages again for deliveries that wait without one: those accepted for later, or left by a dead worker."""
    return sweeping.requeue()


@shared_task(name="sources.poll")
def poll(source_id: str) -> None:
    """Poll one source, if it is due."""
    from sources import polling

    polling.poll_source(UUID(source_id))


@shared_task(name="sources.poll_due")
def poll_due() -> int:
    """Send messages for the sources that are due."""
    from sources import polling

    return polling.send_due()


@worker_init.connect
def load_model(**_: object) -> None:
    """Once, before the pool's processes are forked, so that they share its memory: no collection of garbage looks through it."""
    from sources import importer, knowledge  # noqa: F401

    knowledge.model()
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def bound_memory(**_: object) -> None:
    """Of each of the pool's processes."""
    confining.limit_memory(settings.WORKER_MEMORY_MB)


@worker_ready.connect
def take_up_what_waits(**_: object) -> None:
    """A worker that starts finds the deliveries that were accepted while none ran."""
    sweep.delay()
