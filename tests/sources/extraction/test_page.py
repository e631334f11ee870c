"""The page: furniture skipped, lines joined, sentences cut, dateline found; every span true to the text."""

import pytest

from sources.extraction.furniture import Part, clean, paragraphs
from sources.extraction.page import lay_out
from sources.extraction.reading import Given
from sources.extraction.segmentation import sentences

ARTICLE = """twitter
facebook
WHAT ARE YOU LOOKING FOR ?
Sunday, July 14, 2030
31.5 C

Envoys of Kenya and Peru hold talks on fishing

LIMA, Peru, May 3 (Agency) - Envoys of Kenya and Peru held talks on fishing
rights on Friday. The talks lasted three hours.
Advertisement
"We agreed on the quotas," the Peruvian envoy said.
Kenyan and Peruvian envoys shake hands in Lima. (Photo: Agency/Ana Soto)
Sign up for our newsletter to get the best stories
MOST READ
Singer wins prize in Paris
Storm hits the coast of Norway
Copyright © 2030 The Example Times. All rights reserved.
"""


@pytest.fixture(scope="module")
def page(model):
    return lay_out(ARTICLE, Given(), model)


def test_furniture_is_skipped_and_the_title_kept(page):
    told = [(ARTICLE[s.span.start : s.span.end].replace("\n", " "), s.headline, s.caption) for s in page.sentences]
    assert told == [
        ("Envoys of Kenya and Peru hold talks on fishing", True, False),
        ("Envoys of Kenya and Peru held talks on fishing rights on Friday.", False, False),
        ("The talks lasted three hours.", False, False),
        ('"We agreed on the quotas," the Peruvian envoy said.', False, False),
        ("Kenyan and Peruvian envoys shake hands in Lima.", False, True),
    ]


def test_the_dateline_is_no_part_of_the_sentence(page):
    assert page.dateline is not None
    assert (page.dateline.city, page.dateline.where) == ("Lima", "Peru")
    assert (page.dateline.date.month, page.dateline.date.day) == (5, 3)


def test_tokens_stand_where_the_text_has_them(page):
    for sentence in page.sentences:
        for token in sentence.parse:
            at = token.idx + sentence.shift
            assert page.clean[at : at + len(token.text)] == token.text


def test_the_cleaned_copy_is_as_long_as_the_text():
    text = "P\nresident&nbsp;X met Â Y &amp; Z\xa0at \\###"
    assert len(clean(text)) == len(text)
    assert "President" in clean(text)


CUTS = [
    ("Mr. Abe left. He slept.", ["Mr. Abe left.", "He slept."]),
    ("The U.S. President spoke. The U.S. The talks ended.", ["The U.S. President spoke.", "The U.S.", "The talks ended."]),
    ('"Stop!" he said. "Go."', ['"Stop!" he said.', '"Go."']),
    ("On Jan. 15 they met. It rained.", ["On Jan. 15 they met.", "It rained."]),
    ("Petro O. Example came at 5 p.m. on Friday.", ["Petro O. Example came at 5 p.m. on Friday."]),
    ("Trade rose by 2.5 percent. Oil fell.", ["Trade rose by 2.5 percent.", "Oil fell."]),
    ("They met in St. Petersburg. Then Gen. Abe spoke.", ["They met in St. Petersburg.", "Then Gen. Abe spoke."]),
    ("“We agreed.” The talks went on.", ["“We agreed.”", "The talks went on."]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS, ids=[row[0][:30] for row in CUTS])
def test_sentences(text, expected):
    assert [text[span.start : span.end] for span in sentences(text, 0, len(text))] == expected


LINES = [
    ("Ministers met in a hall on\nOct 16\n, part of a long visit to the region.", 1),
    ("Ministers met in a long visit to the region.\nThe talks went on for two more days.", 2),
    ("Share\nPrint\nEmail\n", 3),
]


@pytest.mark.parametrize(("text", "count"), LINES)
def test_lines_are_joined_where_a_sentence_goes_on(text, count):
    assert len(paragraphs(text, clean(text), None)) == count


FURNITURE = [
    "Advertisement",
    "Sign up for our newsletters to get the best of the week.",
    "By signing up, you agree to our Terms of Service and Privacy Policy.",
    "33°C / 33°C",
    "Published : 21 Sep 2023 at 10:45",
    "Source: Agency",
    "Most read",
    "© 2030 The Example Times",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture(line):
    text = f"The ministers of Kenya and Peru met in Lima on Friday.\n\n{line}\n\nThey will meet again in Nairobi next year.\n"
    assert [p.part for p in paragraphs(text, clean(text), None)] == [Part.BODY, Part.FURNITURE, Part.BODY]


def test_a_line_that_introduces_quoted_words_is_read(model):
    text = 'Envoys of Kenya and Peru met in Lima on Friday.\n\nQuispe added:\n\n"We agreed on the quotas for two years."\n'
    page = lay_out(text, Given(), model)
    assert "Quispe added:" in [text[s.span.start : s.span.end] for s in page.sentences]


def test_front_matter_gives_its_title_only(model):
    text = "Title: Kenya and Peru hold talks\nDate: 2030-05-03\nTags: news\n\nEnvoys of Kenya and Peru met in Lima on Friday.\n"
    page = lay_out(text, Given(), model)
    assert [text[s.span.start : s.span.end] for s in page.sentences] == [
        "Kenya and Peru hold talks",
        "Envoys of Kenya and Peru met in Lima on Friday.",
    ]
