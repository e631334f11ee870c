"""The one way in, for uploads, orders, polls and commands alike: accepted, and workers are told."""

from collections.abc import Iterable, Iterator

from sources.acceptance import Package, accept, close_import_if_settled
from sources.models import Import
from sources.sweeping import send


def deliver(*, batch: Import, packages: Iterable[Package]) -> Iterator[int]:
    """Accept the packages and send messages for them, a batch at a time; yields how many are committed with each."""
    for deliveries in accept(batch=batch, packages=packages):
        send(deliveries)
        yield len(deliveries)
    close_import_if_settled(batch)
