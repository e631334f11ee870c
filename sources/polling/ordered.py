"""Pages that somebody orders by their address: a delivery whose bytes are the address, until a worker has fetched the page."""

import hashlib

from django.conf import settings

from events.vocabulary import DeliveryState
from sources.acceptance import Package
from sources.fetching import FetchError, Limits, check_address
from sources.fetching.courtesy import Guest, policy
from sources.models import Delivery
from sources.polling.arrivals import package_of
from sources.readers import Listed, Unreadable

ADDRESS = "address"
"""The media of such deliveries."""


def package_of_address(url: str) -> Package:
    """The order; `FetchError` where the address alone shows that it must not be fetched."""
    address = check_address(url, policy()).url
    content = address.encode()
    return Package(address, address, ADDRESS, content, len(content))


def fetch_ordered(delivery: Delivery) -> None:
    """Fetch the page: the delivery holds it from then on. `Unreadable` where it cannot be had, `FetchError` where not now."""
    address = bytes(delivery.content).decode()
    try:
        answer = Guest(policy()).get(address, Limits(bytes=settings.MAX_DOCUMENT_BYTES, seconds=settings.FETCH_SECONDS))
    except FetchError as error:
        if error.again:
            raise
        raise Unreadable(str(error)) from error
    package = package_of(answer, Listed(address), delivery.batch.source)
    if package.fault:
        raise Unreadable(package.fault)
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, state=DeliveryState.RUNNING)
    mine.update(
        media=package.media,
        content=package.content,
        sha256=hashlib.sha256(package.content).hexdigest(),
        facts=dict(package.facts),
    )
    delivery.refresh_from_db()
