"""The tests' database: the embedded server, started for the first test that needs it and gone with its data at the end.

Where DATABASE_URL is set, that server is used instead; its user must be allowed to create databases.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from kombu import pools
from pytest_django import DjangoDbBlocker

from config.databases import pgmq_conninfo
from config.embedded import session
from tests.settings import TESTS_DATA_DIR


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django's place to act before the test database is made."""
    if settings.EMBEDDED_DATABASE:
        session.acquire(settings.DATA_DIR, durable=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After the test database is made: the message queue is the one in it, and child processes work on it, too."""
    from config.celery import app

    database = connection.settings_dict
    named = {"host": database["HOST"], "port": str(database["PORT"]), "user": database["USER"]}
    given = {name: value for name, value in (named | {"password": database["PASSWORD"]}).items() if value}
    if settings.CELERY_BROKER_URL.startswith("pgmq:"):
        conninfo = pgmq_conninfo(given | {"dbname": database["NAME"]})
        app.conf.broker_transport_options = app.conf.broker_transport_options | {"conn_string": conninfo}
    os.environ["DATABASE_URL"] = f"postgresql:///{quote(database['NAME'])}?{urlencode(given)}"
    yield
    # The database is about to be dropped: nobody may be connected to it.
    pools.reset()
    app.pool.force_close_all()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which a real process (worker, server, command) works on the database of this test."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = Path(os.environ[TESTS_DATA_DIR])
    session.remove(folder)
    if folder.parent.name.startswith("chancery-tests-"):
        shutil.rmtree(folder.parent, ignore_errors=True)
