"""Partial dates: what somebody wrote, and never a day more precise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.partial_dates import PartialDate, display

PRECISIONS = st.sampled_from((4, 7, 10))


@given(st.dates(), PRECISIONS)
def test_what_is_parsed_is_shown_again(day: date, length: int):
    text = day.isoformat()[:length]
    assert str(PartialDate.parse(text)) == text


@given(st.dates(), PRECISIONS, PRECISIONS)
def test_a_vaguer_date_holds_the_more_precise_one(day: date, one: int, other: int):
    vague, precise = PartialDate.parse(day.isoformat()[: min(one, other)]), PartialDate.parse(day.isoformat()[: max(one, other)])
    assert vague.contains(precise)
    assert precise.compatible(vague)


@pytest.mark.parametrize("text", ["2023-4-25", "23-04-25", "2023-13", "2023-02-30", "", "yesterday", "2023-04-25T10:00", "99999"])
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


def test_a_span_that_is_no_calendar_unit_is_refused():
    with pytest.raises(ValueError, match="neither"):
        PartialDate(date(2023, 4, 3), date(2023, 4, 9))


def test_the_unknown_is_shown_as_nothing():
    assert display(None, None) is None
    assert display(date(2023, 4, 1), date(2023, 4, 30)) == "2023-04"
