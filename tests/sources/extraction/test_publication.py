"""The publication day: from what dates the document, never from the furniture around it."""

from datetime import date

import pytest

from sources.extraction.publication import find_published
from sources.extraction.reading import Given

BODY = "\nThe presidents of Peru and Chile met in Arica to talk about trade, their offices said in a joint statement.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PUBLISHED : 21 Sep 2019 at 10:45" + BODY, "2019-09-21"),
        ("2019-09-21 16:48:00\nArica, Peru." + BODY, "2019-09-21"),
        ("Two presidents meet in the desert city\n21 September 2019 12:14" + BODY, "2019-09-21"),
        ("Two presidents meet in the desert city\nSat, September 21, 2019\nShare" + BODY, "2019-09-21"),
        ("---\ntitle: Two presidents\ndate: '2019-09-21'\n---" + BODY, "2019-09-21"),
        ("Title: Two presidents\nDate: 2019-09-21 13:59\nTags: americas\n\n" + BODY, "2019-09-21"),
        ("Two presidents meet in the desert city\n21 Sep 2019 09:17PM\n(Updated: 22 Sep 2019 01:40PM)" + BODY, "2019-09-21"),
        ("ARICA\n,\nSept. 21, 2019\n/PRNewswire/ -- Two presidents met." + BODY, "2019-09-21"),
        ("Posted on September 21, 2019" + BODY, "2019-09-21"),
    ],
)
def test_what_dates_a_document(text, expected):
    told = find_published(text, Given())
    assert told is not None
    assert str(told.value) == expected
    assert text[told.span.start : told.span.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "34.1 C\nSunday, July 14, 2024\n\nTwo presidents meet in the desert city" + BODY,
        "Wednesday, April 24, 2024 | Shawwal 14, 1445 H\nscattered clouds\n33°C" + BODY,
        "Copyright © 2019 The Arica Post. All rights reserved." + BODY,
        "The presidents wave during a visit to a mine near Arica on January 12, 2024, before their talks." + BODY,
        "24 April: The presidents met on Tuesday." + BODY,
        BODY,
    ],
)
def test_what_does_not(text):
    assert find_published(text, Given()) is None


def test_what_is_given_outranks_the_text():
    told = find_published("2019-09-21 16:48:00" + BODY, Given(published=date(2019, 9, 20)))
    assert told is not None
    assert told.value == date(2019, 9, 20)
    assert told.span == (0, 0)


def test_the_address_is_the_last_resort():
    told = find_published(BODY, Given(url="https://news.example/world/2019/09/21/two-presidents.html"))
    assert told is not None
    assert told.value == date(2019, 9, 21)
    assert told.confidence < 0.9
