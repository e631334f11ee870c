"""How long a question may take: one that takes longer is answered by how to ask for less."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.utils import OperationalError
from psycopg.errors import QueryCanceled
from rest_framework.exceptions import APIException

SECONDS = 5
"""For questions that count or rank whatever they find."""


class TooMuch(APIException):
    """400."""

    status_code = 400
    default_detail = f"The answer takes longer than {SECONDS} seconds to work out: narrow the question by further parameters."
    default_code = "too_much"


class Overloaded(APIException):
    """503."""

    status_code = 503
    default_detail = "The database takes too long to answer: try again in a moment."
    default_code = "overloaded"
    wait = 5


@contextmanager
def budget() -> Iterator[None]:
    """Cut queries off after SECONDS; TooMuch where one was."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{SECONDS * 1000:.0f}"])
            yield
    except OperationalError as error:
        if is_cut_off(error):
            raise TooMuch from None
        raise


def is_cut_off(error: BaseException) -> bool:
    """Whether the database cut a query off, as it ran too long."""
    return isinstance(error.__cause__, QueryCanceled)
