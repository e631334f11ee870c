"""What the tests of the intake's API share."""

import pytest
from rest_framework.test import APIClient

from tests.reader import Reader


@pytest.fixture
def reader(db: None) -> Reader:
    """Somebody anonymous who reads the API."""
    return Reader(APIClient())
