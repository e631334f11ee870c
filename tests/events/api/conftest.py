"""What the tests of the API share."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from rest_framework.test import APIClient

from events.models import Country, Document, Meeting, Organization, Person
from events.models.published import PUBLISHED
from tests.reader import Reader


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    """Each test may read as fast as it likes."""
    cache.clear()


@pytest.fixture
def empty_record(db: None) -> None:
    """Nothing in the record, not even the reference data that the intake's tests load for the whole run."""
    if Country.objects.exists():
        models: list[Any] = [Country, Organization, Person, Document, Meeting, *PUBLISHED]
        tables = ", ".join(model._meta.db_table for model in models)
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} CASCADE")


@pytest.fixture
def reader(empty_record: None) -> Reader:
    """Somebody anonymous who reads the API."""
    return Reader(APIClient())
