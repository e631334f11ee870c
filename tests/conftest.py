"""The tests' database: the embedded server, started for the first test that needs it and gone with its data at the end.

Where DATABASE_URL is set, that server is used instead; its user must be allowed to create databases.
"""

import os
import shutil
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings

from config.embedded import session
from tests.settings import TESTS_DATA_DIR


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django's place to act before the test database is made."""
    if settings.EMBEDDED_DATABASE:
        session.acquire(settings.DATA_DIR, durable=False)


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which a real process (worker, server, command) works on the database of this test."""
    from django.db import connection

    database = connection.settings_dict
    address = {"host": database["HOST"], "port": str(database["PORT"] or 5432)}
    user = {"user": database["USER"], "password": database["PASSWORD"]}
    query = urlencode({name: value for name, value in (address | user).items() if value})
    return os.environ | {
        "DATABASE_URL": f"postgresql:///{quote(database['NAME'])}?{query}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = Path(os.environ[TESTS_DATA_DIR])
    session.remove(folder)
    if folder.parent.name.startswith("chancery-tests-"):
        shutil.rmtree(folder.parent, ignore_errors=True)
