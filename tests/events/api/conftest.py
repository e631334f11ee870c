"""What the tests of the API share."""

import pytest
from django.core.cache import cache
from django.db import connection
from rest_framework.test import APIClient

from events.models import Country
from tests.reader import Reader


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    """Each test may read as fast as it likes."""
    cache.clear()


@pytest.fixture
def empty_record(db: None) -> None:
    """Nothing in the record, not even the reference data that the intake's tests load for the whole run."""
    if Country.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE events_country, events_organization, events_person, events_document, events_meeting CASCADE")


@pytest.fixture
def reader(empty_record: None) -> Reader:
    """Somebody anonymous who reads the API."""
    return Reader(APIClient())
