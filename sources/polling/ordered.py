"""Pages that somebody orders by their address: a delivery whose bytes are the address, until a worker has fetched the page."""

import hashlib

from django.conf import settings

from sources.acceptance import Package
from sources.fetching import FetchError, Limits, check_address
from sources.fetching.courtesy import Guest, policy
from sources.holding import LeaseLostError
from sources.models import Delivery
from sources.polling.arrivals import package_of
from sources.readers import Listed, Unreadable

ADDRESS = "address"
"""The media of such deliveries."""
PATIENCE = 5.0  # seconds that a worker waits for the turn at a host; for a later one the order is given back


def package_of_address(url: str) -> Package:
    """The order; `FetchError` where the address alone shows that it must not be fetched."""
    address = check_address(url, policy()).url
    content = address.encode()
    return Package(address, address, ADDRESS, content, len(content))


def fetch_ordered(delivery: Delivery) -> None:
    """Fetch the page: the delivery holds it from then on.

    `Unreadable` where it cannot be had, `FetchError` where not now, `LeaseLostError` where another attempt has the delivery.
    """
    address = bytes(delivery.content).decode()
    try:
        limits = Limits(bytes=settings.MAX_DOCUMENT_BYTES, seconds=settings.FETCH_SECONDS)
        answer = Guest(policy(), patience=PATIENCE).get(address, limits)
    except FetchError as error:
        if error.again:
            raise
        raise Unreadable(str(error)) from error
    package = package_of(answer, Listed(address), delivery.batch.source)
    if package.fault:
        raise Unreadable(package.fault)
    delivery.media, delivery.content, delivery.facts = package.media, package.content, dict(package.facts)
    delivery.sha256 = hashlib.sha256(package.content).hexdigest()
    # Not read back: what another attempt has made of the row is not for this one.
    fetched = {name: getattr(delivery, name) for name in ("media", "content", "sha256", "facts")}
    if not Delivery.objects.held_by(delivery).update(**fetched):
        raise LeaseLostError
