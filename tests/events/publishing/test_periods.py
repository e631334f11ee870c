"""Periods of a day: the same numbers in Python and in the index."""

from datetime import date

import pytest
from django.db import connection

from events.publishing.periods import from_day_on, numbered


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date.min, date(1999, 4, 1), date(2023, 12, 31), date(2024, 2, 29), date.max])
def test_the_database_numbers_them_likewise(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT events_periods(%s)", [day])
        assert tuple(cursor.fetchone()[0]) == numbered(day)


def test_a_stretch_holds_the_periods_that_follow_each_other() -> None:
    last, first = date(2023, 12, 31), date(2024, 1, 1)
    assert [stretch[1] for stretch in from_day_on(last, back=False)] == list(numbered(first))
    assert [stretch[1] for stretch in from_day_on(first, back=True)] == list(numbered(last))
