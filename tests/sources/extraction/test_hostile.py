"""Odd and hostile texts: they are read in the time that ordinary prose takes too, and every span stays in the text."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.extraction.page import MOST_WORDS, lay_out
from sources.extraction.reader import read
from sources.extraction.reading import Given
from sources.extraction.segmentation import sentences

NOTHING = Given()
ARTICLE, MEGABYTE = 16_000, 1_000_000
PROSE = (
    "The delegation of Peru left the hall after noon, and nobody told the reporters why it had done so. "
    "“We are not tired,” said Ana Quispe, the foreign minister of Peru, after she had met her Kenyan counterpart Joseph Otieno. "
)


def filled(piece, length):
    return (piece * (length // len(piece) + 1))[:length]


def cost(work):
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.fixture(scope="module")
def unit(model, gazetteer):
    """Seconds of processor time that a long article costs here."""
    text = filled(PROSE, ARTICLE)
    return cost(lambda: read(text, NOTHING, gazetteer, model))


@pytest.mark.parametrize("piece", ["(", '"', "x", "1", "1 2 ", ".", " ", "&amp;", "\u200b", "👩‍👩‍👧 ", "Foo-", "’"])
def test_a_megabyte_that_holds_no_language_costs_little(piece, unit, model, gazetteer):
    text = filled(piece, MEGABYTE)
    assert cost(lambda: read(text, NOTHING, gazetteer, model)) < 4 * unit + 2


def test_a_megabyte_of_words_of_encounter_costs_little_more_than_the_parse_of_it(unit, model, gazetteer):
    assert cost(lambda: read(filled("met ", MEGABYTE), NOTHING, gazetteer, model)) < 12 * unit + 2


@pytest.mark.parametrize(
    "piece",
    [
        "“a ‘b ",
        "\t a",
        "a\u0301 ",
        "\u202ea ",
        "&quot;a",
        "Aa ",
        "Aa, ",
        "Aa and ",
        "U.S. ",
        "a b\n",
        "met ",
        "Foreign Minister ",
        "Foreign Minister Aa of Peru, ",
        "his Kenyan counterpart ",
        "Ana said that ",
        'A: "b" ',
        "Peru, Kenya and ",
        "They met on Tuesday. ",
        "LIMA, April 4 (Agency) - ",
        "the minister met him and ",
        "— Ana (@ana) June 5, 2019\n",
    ],
)
def test_hostile_text_costs_about_what_prose_costs(piece, unit, model, gazetteer):
    # Words of one letter are more words than prose has, and each is parsed.
    text = filled(piece, ARTICLE)
    words = len(text.split()) / len(filled(PROSE, ARTICLE).split())
    assert cost(lambda: read(text, NOTHING, gazetteer, model)) < (4 * max(1, words) + 2) * unit + 1


def test_a_page_of_hundreds_of_persons_costs_no_more_than_prose(unit, model, gazetteer):
    letters = "abcdefghijklmnop"
    names = [f"Ab{a}{b}o Cad{b}{a}i" for a in letters for b in letters]
    text = " ".join(f"President {one} met Minister {other}." for one, other in zip(names, reversed(names), strict=True))
    assert cost(lambda: read(text, NOTHING, gazetteer, model)) < 6 * unit + 1


def test_of_a_long_article_the_beginning_is_read_and_a_note_says_so(model, gazetteer):
    reading = read(filled(PROSE, 60_000), NOTHING, gazetteer, model)
    assert [note for note in reading.notes if f"{MOST_WORDS:,} words" in note]
    assert {person.name for person in reading.persons} == {"Ana Quispe", "Joseph Otieno"}
    assert not read(PROSE, NOTHING, gazetteer, model).notes


@pytest.mark.parametrize("text", ["Aa " * 2000, "a" * 5000, "one, two; " * 900, "a\nb " * 3000])
def test_sentences_without_an_end_are_cut_and_lose_nothing(text):
    spans = sentences(text, 0, len(text))
    assert max(span.end - span.start for span in spans) <= 1000
    assert sum(len(text[s.start : s.end].replace(" ", "").replace("\n", "")) for s in spans) == len("".join(text.split()))


def test_an_encoded_picture_is_no_word(model):
    page = lay_out(f"{PROSE}\n\ndata:image/png;base64,{'iVBORw0KGgo' * 4000}\n\n{PROSE}", NOTHING, model)
    assert not any("iVBOR" in sentence.parse.text for sentence in page.sentences)


WORDS = st.sampled_from(
    "met said told Foreign Minister President of the Peru Kenyan Lima Ana Quispe Mr. he she his counterpart talks on Tuesday "
    "April 4 2023 “We agree,” ‘no’ \" ' ( ) , . : ; - — \n \n\n \u200b &nbsp; Â \\ U.S. UN said: summit postponed by phone "
    "and between".split(" ")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join)))
def test_whatever_the_text_spans_stay_in_it(model, gazetteer, text):
    reading = read(text, NOTHING, gazetteer, model)
    spans = [person.span for person in reading.persons]
    spans += [span for claim in reading.statements for span in (claim.span, *claim.quotes)]
    for claim in reading.meetings:
        told = [claim.status, claim.mode, claim.start, claim.end, claim.city, claim.country, claim.level]
        spans += [claim.span, *(value.span for value in told if value), *(value.span for value in claim.parties)]
        spans += [participant.span for participant in claim.participants]
        assert all(0 <= participant.person < len(reading.persons) for participant in claim.participants)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(claim.speaker is None or 0 <= claim.speaker < len(reading.persons) for claim in reading.statements)
    assert all(" ".join(text[p.span.start : p.span.end].split()) for p in reading.persons)
