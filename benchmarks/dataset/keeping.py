"""The set's own DATA_DIR: made where it is not there, used again while size and version fit."""

import time

from django.conf import settings
from django.db import connection, connections

from benchmarks.dataset.checking import SetError, check_published
from benchmarks.dataset.loading import VERSION, Tell, load, stamped
from config.embedded import session
from config.serving import ensure_server, prepare_database, release_server


def have_set(meetings: int, tell: Tell) -> None:
    """See to it that DATA_DIR, which is for nothing else, holds a set of this size, and that its published form is right."""
    _open(reference_data=False)  # a set that stands keeps those that it was built upon
    if (found := stamped()) != (VERSION, meetings):
        tell("building the data set" if found is None else f"the set there is (version, meetings) = {found}: building it anew")
        release_server()
        session.remove(settings.DATA_DIR)
        _open(reference_data=True)
        began = time.monotonic()
        load(meetings, tell)
        tell(f"the set was built in {time.monotonic() - began:.0f} s")
    try:
        tell(f"{check_published()} published records are as their serializers give them")
    except SetError as error:
        raise SetError(f"{error}. Remove {settings.DATA_DIR} to have the set built anew.") from error
    connections.close_all()


def _open(*, reference_data: bool) -> None:
    ensure_server()
    prepare_database(reference_data=reference_data)


def sizes() -> dict[str, int]:
    """Rows of the set, by table."""
    with connection.cursor() as cursor:
        found = {}
        for table in ("meeting", "participation", "statement", "person", "document"):
            cursor.execute(f"SELECT count(*) FROM events_{table}")
            found[f"{table}s"] = int(cursor.fetchone()[0])
        return found
