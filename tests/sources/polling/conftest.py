"""A site on this machine that may be polled, and polling in this process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from events.vocabulary import SourceKind
from sources.importer import process
from sources.models import Delivery, Source
from sources.polling import poll_source
from tests.sources.fetching.site import Site, serving


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.FETCH_LOOPBACK = True
    with serving() as running:
        yield running


@pytest.fixture
def make_source(reference_data: None) -> Callable[..., Source]:
    """A source without pauses between requests."""

    def make(kind: SourceKind, address: str, **values: Any) -> Source:
        return Source.objects.create(**({"name": f"Source {address}", "kind": kind, "address": address, "pause": 0} | values))

    return make


@pytest.fixture
def poll() -> Callable[..., Source]:
    """Poll a source whatever its plan, and read what it brought."""

    def poll_one(source: Source) -> Source:
        Source.objects.filter(pk=source.pk).update(next_poll_at=None)
        polled = poll_source(source.pk)
        assert polled is not None
        for delivery in Delivery.objects.filter(batch__source=source, state="pending"):
            process(delivery.pk)
        return polled

    return poll_one
