"""Days and periods: what the words say, and what they mean on the day of writing."""

from datetime import date

import pytest

from events.partial_dates import PartialDate
from sources.extraction.date_grammar import find_expressions
from sources.extraction.dates import Tense, find_dates, resolve
from sources.extraction.page import lay_out
from sources.extraction.reading import DateReading, Given

# Thursday
TODAY = DateReading(PartialDate.of_day(date(2021, 3, 18)))


def only(text):
    found = find_expressions(text)
    assert len(found) == 1, [text[e.span.start : e.span.end] for e in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("They met on 18 March 2021.", "18 March 2021", "2021-03-18"),
        ("They met on March 18, 2021.", "March 18, 2021", "2021-03-18"),
        ("They met on Thursday, March 18, 2021, in Lima.", "Thursday, March 18, 2021", "2021-03-18"),
        ("the 24th of April, 2019", "24th of April, 2019", "2019-04-24"),
        ("2020-11-02 07:15:00", "2020-11-02", "2020-11-02"),
        ("PUBLISHED : 3 Nov 2020 at 10:45", "3 Nov 2020", "2020-11-03"),
        ("25.04.2018", "25.04.2018", "2018-04-25"),
        ("a treaty signed in April 2015", "April 2015", "2015-04"),
        ("in early 2015", "2015", "2015"),
        ("at the 2015 summit", "2015", "2015"),
    ],
)
def test_a_date_with_its_year_stands_by_itself(text, words, expected):
    expression = only(text)
    assert words in text[expression.span.start : expression.span.end]
    assert str(expression.reading.date) == expected


@pytest.mark.parametrize(
    ("text", "constraint"),
    [
        ("They met on April 25.", (4, 25, None)),
        ("They met on 25 April.", (4, 25, None)),
        ("They met on Tuesday.", (None, None, 1)),
        ("They met in December.", (12, None, None)),
        ("They will meet in early May.", (5, None, None)),
        ("on Wednesday (Oct 16)", (10, 16, 2)),
        ("on Jan 1\n2\n, as crawled", (1, 12, None)),
    ],
)
def test_without_a_year_constraints_stay(text, constraint):
    reading = only(text).reading
    assert reading.date is None
    assert (reading.month, reading.day, reading.weekday) == constraint


@pytest.mark.parametrize(
    "text", ["They may 5 times march on.", "04/05/2020", "version 1.2.2020.3", "He paid $2015.", "more than 2000 people"]
)
def test_what_is_no_date(text):
    assert find_expressions(text) == []


@pytest.mark.parametrize(
    ("text", "tense", "expected"),
    [
        ("on Tuesday", Tense.PAST, "2021-03-16"),
        ("on Tuesday", Tense.FUTURE, "2021-03-23"),
        ("on Thursday", Tense.PAST, "2021-03-18"),
        ("on Thursday", Tense.FUTURE, "2021-03-18"),
        ("last Thursday", Tense.PAST, "2021-03-11"),
        ("next Thursday", Tense.FUTURE, "2021-03-25"),
        ("on Monday of last week", Tense.PAST, "2021-03-08"),
        ("today", None, "2021-03-18"),
        ("yesterday", None, "2021-03-17"),
        ("tomorrow", None, "2021-03-19"),
        ("two days ago", None, "2021-03-16"),
        ("in three days", None, "2021-03-21"),
        ("earlier this month", None, "2021-03"),
        ("next month", None, "2021-04"),
        ("last year", None, "2020"),
        ("last week", None, "2021-03"),
        ("in December", Tense.PAST, "2020-12"),
        ("in October", Tense.FUTURE, "2021-10"),
        ("on December 28", Tense.PAST, "2020-12-28"),
        ("on April 5", Tense.PAST, "2021-04-05"),  # "was originally set for April 5"
    ],
)
def test_relative_days_count_from_the_day_of_writing(text, tense, expected):
    start, _ = resolve(only(text), TODAY, tense)
    assert str(start.date) == expected


def test_six_days_back_is_left_open():
    """A page of Thursday 18 that says "on Friday": the 12th or the 19th, so the month is all that is sure."""
    start, _ = resolve(only("on Friday"), TODAY, Tense.PAST)
    assert (str(start.date), start.weekday) == ("2021-03", 4)


def test_a_week_over_two_months_is_only_a_year():
    start, _ = resolve(only("last week"), DateReading(PartialDate.of_day(date(2021, 3, 8))))
    assert str(start.date) == "2021-03"
    start, _ = resolve(only("last week"), DateReading(PartialDate.of_day(date(2021, 3, 10))))
    assert str(start.date) == "2021-03"
    start, _ = resolve(only("last week"), DateReading(PartialDate.of_day(date(2021, 4, 7))))
    assert str(start.date) == "2021"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("from 5 to 7 June 2019", "2019-06-05", "2019-06-07"),
        ("on September 5-6, 2013", "2013-09-05", "2013-09-06"),
        ("June 30 - July 2, 2022", "2022-06-30", "2022-07-02"),
        ("30 June to 2 July 2022", "2022-06-30", "2022-07-02"),
    ],
)
def test_ranges(text, start, end):
    one, other = resolve(only(text), None)
    assert (str(one.date), str(other.date)) == (start, end)


def test_days_of_the_story_count_from_the_day_told_before():
    first = DateReading(PartialDate.of_day(date(2019, 5, 30)))
    assert str(resolve(only("two days later"), TODAY, None, first)[0].date) == "2019-06-01"
    assert str(resolve(only("the next day"), TODAY, None, first)[0].date) == "2019-05-31"
    assert resolve(only("the next day"), TODAY, None, None)[0] == DateReading()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Peruvian president will meet her Chilean counterpart in Arica on Tuesday.", "2021-03-23"),
        ("The Peruvian president met her Chilean counterpart in Arica on Tuesday.", "2021-03-16"),
        ("A meeting is scheduled for Monday in Quito.", "2021-03-22"),
        ("The talks were held in Quito on Monday.", "2021-03-15"),
    ],
)
def test_the_tense_of_the_clause_tells_the_side(text, expected, model):
    page = lay_out(text, Given(published=date(2021, 3, 18)), model)
    assert [str(mention.start.date) for mention in find_dates(page)] == [expected]


def test_without_a_day_of_writing_nothing_is_resolved(model):
    page = lay_out("The ministers met in Quito on Monday.", Given(), model)
    assert [mention.start for mention in find_dates(page)] == [DateReading(weekday=0)]
