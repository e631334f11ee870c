"""What the tests of the API share."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.events.api.reader import Reader


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    """Each test may read as fast as it likes."""
    cache.clear()


@pytest.fixture
def reader(db: None) -> Reader:
    """Somebody anonymous who reads the API."""
    return Reader(APIClient(raise_request_exception=True))
