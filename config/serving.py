"""The embedded server as Django's processes use it: there on demand, migrated, with the reference data."""

import psycopg
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from psycopg.conninfo import make_conninfo

from config.databases import libpq_parameters
from config.embedded import session

PREPARE_LOCK = 4_820_114_477
"""Key of the advisory lock under which one process at a time migrates and loads."""


def ensure_server() -> None:
    """Where the database is the embedded one: have it run for as long as this process does."""
    if settings.EMBEDDED_DATABASE:
        session.acquire(settings.DATA_DIR, durable=settings.EMBEDDED_DATABASE_DURABLE)


def release_server() -> None:
    """Close the connections and let go of the embedded server."""
    connections.close_all()
    session.release_all()


def prepare_database(*, reference_data: bool = True, verbosity: int = 0) -> None:
    """Migrate, go on with a record from another cluster, and load the reference data, as far as that is not done; safe when
    several do it at once.
    """
    from events.publishing.positions import go_on  # config.wsgi imports this file before there are models
    from events.services.writing import publish_all_left

    parameters = libpq_parameters(settings.DATABASE_URL, settings.DATA_DIR)
    with psycopg.connect(make_conninfo(**parameters), autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        migrates = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if migrates:
            call_command("migrate", interactive=False, verbosity=verbosity)
        go_on()
        if migrates:
            publish_all_left()  # what a migration has touched
        if reference_data and "load_reference_data" in get_commands():
            call_command("load_reference_data", verbosity=verbosity)
