"""Who is read to have said what: a text, and the statements that a careful reader takes from it. All persons are invented."""

import time

import pytest

from events.vocabulary import StatementKind
from sources.extraction.mentioning import find_mentions
from sources.extraction.page import lay_out
from sources.extraction.reading import Given
from sources.extraction.statements import claim_statements

LEDE = "Peru's Foreign Minister Ana Quispe met her Chilean counterpart Tomas Rojas in Lima on Monday."


@pytest.fixture(scope="session")
def statements(model, gazetteer):
    def read(text):
        """(speaker or institution, country, "direct" or "indirect", words) of each statement, and the claims themselves."""
        page = lay_out(text, Given(), model)
        mentions = find_mentions(page, gazetteer)
        claims = claim_statements(page, mentions, ())
        told = []
        for claim in claims:
            assert (claim.speaker is None) != (claim.institution is None)
            assert 0 < claim.confidence < 1
            for quote in claim.quotes:
                assert quote.start < claim.span.end
                assert quote.end > claim.span.start
            name = mentions.persons[claim.speaker].name if claim.speaker is not None else claim.institution
            told.append((name, claim.country, str(claim.kind), text[claim.span.start : claim.span.end]))
        return told, claims

    return read


WHOLE = [  # the last sentence (or the quoted run) is one statement as a whole
    # verbs and forms
    ('"We want results," Quispe said.', "Ana Quispe", "PE", "direct"),
    ("“We want results,” said Quispe.", "Ana Quispe", "PE", "direct"),
    ("‘We want results,’ Quispe told the press, ‘and soon.’", "Ana Quispe", "PE", "direct"),
    ('Quispe said: "We want results."', "Ana Quispe", "PE", "direct"),
    ('"We want results," Quispe said. "And we want them soon."', "Ana Quispe", "PE", "direct"),
    ('"We want results. We want them soon," Quispe said.', "Ana Quispe", "PE", "direct"),
    ('The results, Quispe said, were "a gift" to both peoples.', "Ana Quispe", "PE", "direct"),
    ("Quispe said that the border would open.", "Ana Quispe", "PE", "indirect"),
    ("The border would open soon, Quispe said on Tuesday.", "Ana Quispe", "PE", "indirect"),
    ("Quispe stressed the need for patience.", "Ana Quispe", "PE", "indirect"),
    ("Quispe warned against haste.", "Ana Quispe", "PE", "indirect"),
    ("Quispe urged both sides to be patient.", "Ana Quispe", "PE", "indirect"),
    ("Quispe called for calm.", "Ana Quispe", "PE", "indirect"),
    ("Quispe called on Bolivia to join the talks.", "Ana Quispe", "PE", "indirect"),
    ("Quispe criticised the tariffs.", "Ana Quispe", "PE", "indirect"),
    ("Quispe praised Chile for its patience.", "Ana Quispe", "PE", "indirect"),
    ("Quispe welcomed the decision of the court.", "Ana Quispe", "PE", "indirect"),
    ("Quispe thanked her host for the warm welcome.", "Ana Quispe", "PE", "indirect"),
    ("Quispe expressed concern about the drought.", "Ana Quispe", "PE", "indirect"),
    ("Quispe raised concerns about the drought.", "Ana Quispe", "PE", "indirect"),
    ("Quispe reaffirmed her country's commitment to the treaty.", "Ana Quispe", "PE", "indirect"),
    ("Quispe denied that the border was closed.", "Ana Quispe", "PE", "indirect"),
    ("Quispe accused Bolivia of delay.", "Ana Quispe", "PE", "indirect"),
    ("Quispe pledged to return in May.", "Ana Quispe", "PE", "indirect"),
    ("Quispe made clear that the border would stay open.", "Ana Quispe", "PE", "indirect"),
    ('Quispe called the talks "a fresh start".', "Ana Quispe", "PE", "direct"),
    ("Quispe described the talks as constructive.", "Ana Quispe", "PE", "indirect"),
    ('Quispe tweeted: "A good day in Lima."', "Ana Quispe", "PE", "direct"),
    ("According to Quispe, the talks lasted three hours.", "Ana Quispe", "PE", "indirect"),
    ("The talks lasted three hours, according to Quispe.", "Ana Quispe", "PE", "indirect"),
    ("The talks were described by Quispe as constructive.", "Ana Quispe", "PE", "indirect"),
    ("Quispe was quoted as saying that the border would open.", "Ana Quispe", "PE", "indirect"),
    ("The news agency Andina quoted Quispe as saying that the border would open.", "Ana Quispe", "PE", "indirect"),
    ("Quispe, who took office in May, said the talks were useful.", "Ana Quispe", "PE", "indirect"),
    ("Quispe addressed the press, saying the talks were useful.", "Ana Quispe", "PE", "indirect"),
    ("Quispe continued to criticise the tariffs.", "Ana Quispe", "PE", "indirect"),
    # who stands behind
    ("The talks lasted three hours, the Kremlin said.", "Kremlin", "RU", "indirect"),
    ("The talks lasted three hours, a White House statement said.", "White House", "US", "indirect"),
    ("Chile's foreign ministry said the talks lasted three hours.", "Chile's foreign ministry", "CL", "indirect"),
    ('"We are patient," the Chilean foreign ministry said in a statement.', "Chilean foreign ministry", "CL", "direct"),
    ("Chile said the talks lasted three hours.", "Chile", "CL", "indirect"),
    ("Santiago has denied any delay.", "Santiago", "CL", "indirect"),
    ("The European Commission said it would study the plan.", "European Commission", None, "indirect"),
    ("A senior Chilean official said the talks were useful.", "senior Chilean official", "CL", "indirect"),
    ("Analysts say the talks were useful.", "Analysts", None, "indirect"),
    ("The two ministers agreed on the importance of trade.", "two ministers", None, "indirect"),
    ("Both sides reiterated their commitment to the treaty.", "Both sides", None, "indirect"),
    ("Lima and Santiago condemned the attack.", "Lima and Santiago", None, "indirect"),
    ("In a joint statement, Peru and Chile condemned the attack.", "Peru and Chile", None, "indirect"),
    (
        "The Peruvian and Chilean foreign ministries said the talks were useful.",
        "Peruvian and Chilean foreign ministries",
        None,
        "indirect",
    ),
]


@pytest.mark.parametrize(("sentence", "speaker", "country", "kind"), WHOLE)
def test_one_statement(statements, sentence, speaker, country, kind):
    told, _ = statements(f"{LEDE} {sentence}")
    assert told == [(speaker, country, kind, sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Quispe met Rojas for an hour.",
        "Quispe and Rojas discussed trade.",
        "The ministers signed an agreement on trade.",
        "Quispe will ask Bolivia for help.",
        "Quispe may criticise the deal.",
        "Quispe is expected to say more on Friday.",
        "Quispe declined to comment.",
        "Quispe did not say when she would return.",
        "Quispe wants to visit Bolivia.",
        "Quispe welcomed her guests at the airport.",
        "Peru welcomed 20,000 refugees last year.",
        "Peru has a long border with Bolivia.",
        "Peru maintains close ties with Chile.",
        "Quispe believes in fate.",
        "What did Quispe say?",
        "The so-called “pink tide” has reached Chile.",
        "The tariffs have been criticised.",
        "Officials who said so were wrong.",
        "The neighbours doubled their troops, adding tanks and guns.",
        "The plan shows how hard peace is.",
    ],
)
def test_no_statement(statements, sentence):
    told, _ = statements(f"{LEDE} {sentence}")
    assert told == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # pronouns, offices and groups
        (
            f'{LEDE} "We want results," Quispe said. She also called for calm.',
            [("Ana Quispe", '"We want results," Quispe said.'), ("Ana Quispe", "She also called for calm.")],
        ),
        (
            f"{LEDE} The two ministers expressed concern about the drought. They also reaffirmed their commitment to the treaty.",
            [
                ("two ministers", "The two ministers expressed concern about the drought."),
                ("two ministers", "They also reaffirmed their commitment to the treaty."),
            ],
        ),
        (
            f"{LEDE} Chile's foreign ministry said the talks were useful. It added that they would go on.",
            [
                ("Chile's foreign ministry", "Chile's foreign ministry said the talks were useful."),
                ("Chile's foreign ministry", "It added that they would go on."),
            ],
        ),
        (
            f'{LEDE} A Chilean official said the talks were useful. "It went well," the official said.',
            [
                ("Chilean official", "A Chilean official said the talks were useful."),
                ("Chilean official", '"It went well," the official said.'),
            ],
        ),
        # two voices in one sentence
        (
            f"{LEDE} Quispe said the talks went well, while Rojas warned against haste.",
            [("Ana Quispe", "Quispe said the talks went well"), ("Tomas Rojas", "Rojas warned against haste.")],
        ),
        (
            f"{LEDE} Peru said it would wait, but Chile insisted that time was short.",
            [("Peru", "Peru said it would wait"), ("Chile", "Chile insisted that time was short.")],
        ),
        # outlets pass on
        (
            f"{LEDE} Quispe told the newspaper that the border would open, the Reuters news agency reported.",
            [("Ana Quispe", "Quispe told the newspaper that the border would open, the Reuters news agency reported.")],
        ),
        # quotations go on
        (
            f"{LEDE}\n\n“We met,” Quispe said.\n\n“We shall meet again.”",
            [("Ana Quispe", "“We met,” Quispe said."), ("Ana Quispe", "“We shall meet again.”")],
        ),
        (
            f"{LEDE}\n\nQuispe said: “We met.\n\n“We shall meet again.”",
            [("Ana Quispe", "Quispe said: “We met.\n\n“We shall meet again.”")],
        ),
        (
            f"{LEDE}\n\nQuispe added when the talks were over:\n\n“We shall meet again, and soon.”",
            [("Ana Quispe", "Quispe added when the talks were over:\n\n“We shall meet again, and soon.”")],
        ),
        # a clause of a longer story
        (
            f"{LEDE} The drought goes on, and Chile has denied any blame.",
            [("Chile", "Chile has denied any blame.")],
        ),
        (
            f"{LEDE} The treaty, which Chile says is unfair, ends in May.",
            [("Chile", "The treaty, which Chile says is unfair")],
        ),
    ],
)
def test_runs_of_statements(statements, text, expected):
    told, _ = statements(text)
    assert [(name, words) for name, _, _, words in told] == expected


def test_quotes_are_the_words_between_the_marks(statements):
    text = f"{LEDE} Quispe spoke of “a fresh start” and called Chile “a friend”."
    _, (claim,) = statements(text)
    assert [text[quote.start : quote.end] for quote in claim.quotes] == ["a fresh start", "a friend"]
    assert claim.kind is StatementKind.DIRECT


def test_nicknames_and_titles_are_no_quoted_words(statements):
    told, _ = statements(f'{LEDE} Speaking on the show\'s "Morning Edition", Quispe said the talks were useful.')
    assert [kind for _, _, kind, _ in told] == ["indirect"]


def test_day_of_saying_is_not_the_day_of_what_is_said(statements):
    text = (
        "LIMA, 4 April 2022 - Ana Quispe, Peru's foreign minister, said on 3 April 2022 that the border would open on 1 May 2022."
    )
    _, (claim,) = statements(text)
    assert str(claim.day.value) == "2022-04-03"


def test_confidence_varies_with_what_supports_it(statements):
    sure = statements(f'{LEDE} "We want results," Quispe said.')[1][0].confidence
    less = statements(f"{LEDE} Quispe criticised the tariffs.")[1][0].confidence
    least = statements(f"{LEDE}\n\n“We met,” Quispe said.\n\n“We shall meet again.”")[1][1].confidence
    assert sure > less > least


def test_a_statement_told_twice_counts_once(statements):
    told, _ = statements(f'{LEDE}\n\n"We want results," Quispe said.\n\n"We want results," Quispe said.')
    assert len(told) == 1


def test_long_pages_take_linear_time(statements):
    paragraph = '"We want results," Quispe said. She thanked Chile. Talks go on.'
    began = time.monotonic()
    statements("\n\n".join([LEDE, *[f"{paragraph} {number}." for number in range(60)]]))
    short = time.monotonic() - began
    began = time.monotonic()
    statements("\n\n".join([LEDE, *[f"{paragraph} {number}." for number in range(240)]]))
    assert time.monotonic() - began < 12 * short


@pytest.mark.parametrize("hostile", ['A: "b" ' * 1500, "he said that " * 1500, "“" * 5000 + " said Quispe", "Ana said " * 1500])
def test_hostile_pages_take_little_time(hostile, model, gazetteer):
    page = lay_out(hostile, Given(), model)
    mentions = find_mentions(page, gazetteer)
    began = time.monotonic()
    claim_statements(page, mentions, ())
    assert time.monotonic() - began < 5
