"""Which texts are reprints of one report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.reprints import BANDS, bands, near, reprints, shingles, sketch

REPORT = """\
Ministers of Chile and Peru agree on opening hours

ARICA, Chile, 14 March 2024 (Norte Agency) - The foreign ministers of Chile and Peru met in Arica on Thursday to settle when the
border posts between their countries are open, after two years in which lorries waited there for a day and longer.

Chilean Foreign Minister Rosa Llanquileo received her Peruvian counterpart Julio Mamani at the city hall. Llanquileo said after
the meeting that both sides wanted fewer queues and more trade, and that the posts would be staffed through the night from May.

"We have found a fair solution for the drivers and for the towns on both sides," Mamani told reporters on the steps of the hall.

Some four hundred lorries pass the posts of Chacalluta and Santa Rosa on a working day, most of them with fruit, fish and copper.
The customs unions of both countries had asked for the change since the pandemic, when the posts were closed for eleven months.

The next talks of the two ministers, on fishing rights south of the hito line, are to be held in Tacna before the end of the year.
"""
OTHER_REPORT = """\
Border to stay open at night

The border between Peru and Chile will be open around the clock from May, the foreign ministers of both countries announced in
Arica on Thursday after talks at the city hall that lasted for three hours and were followed by a walk along the harbour.

"We have found a fair solution for the drivers and for the towns on both sides," said Julio Mamani, the foreign minister of Peru.
His host, Rosa Llanquileo, promised that two hundred customs officers would be hired and trained in the north by the winter.

Lorry drivers in Tacna welcomed the decision but asked for toilets, shade and water at the posts, where they often wait for hours.
"""
PARAGRAPHS = REPORT.strip().split("\n\n")
FURNITURE = """\
Home
World
Politics
Sign in to read more
Most popular
Subscribe to our newsletter and get the headlines of the week in your inbox every Monday
We use cookies to improve your experience on this site and to show you advertising that suits you
All rights reserved
"""
EDITED = {
    "another headline": "\n\n".join(["Night shifts at the border", *PARAGRAPHS[1:]]),
    "the agency's credit": "\n\n".join([PARAGRAPHS[0], "By our correspondent", *PARAGRAPHS[1:], "Reporting by Eva Rojas"]),
    "the last paragraphs cut": "\n\n".join(PARAGRAPHS[:-2]),
    "furniture of a site around it": f"{FURNITURE}\n{REPORT}\n{FURNITURE}",
    "words put otherwise": REPORT.replace("fewer queues", "shorter queues")
    .replace("eleven", "ten")
    .replace("Chilean ", "Chile's "),
    "lines broken otherwise": REPORT.replace("\n\n", "#").replace("\n", " ").replace("#", "\n"),
    "all in capitals": REPORT.upper(),
    "another dateline and most of it": "\n\n".join(["(Sur Press)", *PARAGRAPHS[1:-1]]).replace("14 March 2024", "March 15"),
}


@pytest.mark.parametrize("text", EDITED.values(), ids=EDITED)
def test_an_edited_reprint_is_one_and_is_found(text):
    assert reprints(shingles(REPORT), shingles(text))
    assert set(bands(shingles(REPORT))) & set(bands(shingles(text)))
    assert near(sketch(shingles(REPORT)), [sketch(shingles(text))]) == [True]


@pytest.mark.parametrize("other", [OTHER_REPORT, FURNITURE, "\n\n".join(PARAGRAPHS[3:4]), ""])
def test_another_report_of_the_same_meeting_is_none(other):
    assert not reprints(shingles(REPORT), shingles(other))
    assert not other or near(sketch(shingles(REPORT)), [sketch(shingles(other)), None]) == [False, True]


def test_two_pages_of_one_site_are_no_reprints_for_the_furniture_that_they_share():
    assert not reprints(shingles(FURNITURE + REPORT), shingles(FURNITURE + OTHER_REPORT))


def test_short_texts_are_reprints_when_they_are_equal():
    assert reprints(shingles("They met."), shingles("They met."))
    assert not reprints(shingles("They met."), shingles("They talked."))
    assert len(bands(shingles("They met."))) == BANDS


def test_a_text_without_words_has_no_bands():
    assert bands(shingles(" --- ")) == []


@given(st.text(max_size=400), st.text(max_size=400))
def test_likeness_has_no_direction_and_bands_fit_the_column(a, b):
    left, right = shingles(a), shingles(b)
    assert reprints(left, right) == reprints(right, left)
    assert all(-(2**31) <= band < 2**31 for band in bands(left))
    assert bands(left) == bands(sorted(left, reverse=True))
