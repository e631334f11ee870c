"""Who is read to have said what: a text, and the statements that a careful reader takes from it. All persons are invented."""

import time

import pytest

from events.vocabulary import StatementKind
from sources.extraction.meetings import claim_meetings
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
    ('"We want results … and we agreed that talks go on," Quispe told a press conference.', "Ana Quispe", "PE", "direct"),
    ("Ports will open, Juan Paz, head of a port, announced at a briefing on Monday.", "Juan Paz", None, "indirect"),
    ('After the vote in Lima, the government of Chile wrote: "We welcome it."', "government of Chile", "CL", "direct"),
    (
        "“We wait,” the office of the Chilean president wrote on its Telegram channel.",
        "office of the Chilean president",
        "CL",
        "direct",
    ),
    ('"We know this" from the talks, Juan Paz, chief of staff and spokesman of the port, told AFP.', "Juan Paz", "PE", "direct"),
    ("Moreover, Peruvian Foreign Minister, Ana Quispe said trade would grow.", "Ana Quispe", "PE", "indirect"),
    (
        "Secretary Quispe and Foreign Minister Rojas stressed the need for trade.",
        "Secretary Quispe and Foreign Minister Rojas",
        None,
        "indirect",
    ),
    ("They shared the view that the drought was serious.", "Ana Quispe and Tomas Rojas", None, "indirect"),
    ('Quispe stopped the vote by describing the text as "outdated".', "Ana Quispe", "PE", "direct"),
    ("Talks went on for hours, hinted the diplomatic sources in Lima.", "diplomatic sources in Lima", None, "indirect"),
    (
        "Talks lasted for hours, state media from both countries reported on Saturday.",
        "state media from both countries",
        None,
        "indirect",
    ),
    (
        "Peru, Chile, the United Arab Emirates and Egypt announced that ports would open.",
        "Peru, Chile, the United Arab Emirates and Egypt",
        None,
        "indirect",
    ),
    ("“We had a very long and a very fruitful meeting,” Rojas let the press know.", "Tomas Rojas", "CL", "direct"),
    ("Rojas met the press, calling on Bolivia to wait.", "Tomas Rojas", "CL", "indirect"),
    ("Ports will open, Rojas announced, according to the chancellery.", "Tomas Rojas", "CL", "indirect"),
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
        "The plan points out a way for Peru and Chile.",
        "According to the treaty, Chile must open its ports.",
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
        (
            f'{LEDE} Later the two issued a joint statement, where Quispe said, "We are friends."',
            [("Ana Quispe", 'a joint statement, where Quispe said, "We are friends."')],
        ),
        (
            f"{LEDE} The Chilean presidency said it was content. Rojas said talks should go on, the statement read.",
            [
                ("Chilean presidency", "The Chilean presidency said it was content."),
                ("Chilean presidency", "Rojas said talks should go on, the statement read."),
            ],
        ),
        (
            f"{LEDE} Chilean President Juan Paz Jr. flew to Lima. He will stay for a week, his office said.",
            [("Paz’s office", "He will stay for a week, his office said.")],
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
        # one quotation over paragraphs, its speaker at the end; the second paragraph with and without a mark of its own
        (
            f"{LEDE}\n\n“They gave us nothing.\n\n“They left early,” Quispe said.",
            [("Ana Quispe", "“They gave us nothing.\n\n“They left early,” Quispe said.")],
        ),
        (
            f'{LEDE}\n\n"Trade changes every hour.\n\nWe must talk. I think we can," Rojas told reporters.',
            [("Tomas Rojas", '"Trade changes every hour.\n\nWe must talk. I think we can," Rojas told reporters.')],
        ),
        (
            f"{LEDE} Quispe said the talks were useful.\n\n“We met.\n\n“They agreed.\n\n“We shall meet again.”",
            [
                ("Ana Quispe", "Quispe said the talks were useful."),
                ("Ana Quispe", "“We met.\n\n“They agreed.\n\n“We shall meet again.”"),
            ],
        ),
        # a clause keeps all that it quotes
        (
            f"{LEDE} Quispe told reporters 'it went well' while Rojas said, \"We covered all the issues. It took long.\"",
            [
                ("Ana Quispe", "Quispe told reporters 'it went well'"),
                ("Tomas Rojas", 'Rojas said, "We covered all the issues. It took long."'),
            ],
        ),
        # whom he, it and the expert mean
        (
            f"{LEDE} Rojas said he would return. The Chilean minister left on Friday. He told the press that trade would grow.",
            [("Tomas Rojas", "Rojas said he would return."), ("Tomas Rojas", "He told the press that trade would grow.")],
        ),
        (
            f"{LEDE} Calling her meetings with Tomas Rojas useful, she told reporters that trade would grow.",
            [("Ana Quispe", "Calling her meetings with Tomas Rojas useful, she told reporters that trade would grow.")],
        ),
        (
            f"{LEDE} “We are here,” Quispe said. “It is time.” The panel took up the plan in March, it said in a statement.",
            [
                ("Ana Quispe", "“We are here,” Quispe said. “It is time.”"),
                ("panel", "The panel took up the plan in March, it said in a statement."),
            ],
        ),
        (
            f"{LEDE} Trade will grow, said Juan Paz, an expert on ports. Rojas denied that. It takes long, the expert said.",
            [
                ("Juan Paz", "Trade will grow, said Juan Paz, an expert on ports."),
                ("Tomas Rojas", "Rojas denied that."),
                ("Juan Paz", "It takes long, the expert said."),
            ],
        ),
        (
            f"{LEDE} Mr Rojas said he would return. She said it would rain. While he thanked his hosts, Rojas said he was tired.",
            [
                ("Tomas Rojas", "Mr Rojas said he would return."),
                ("Ana Quispe", "She said it would rain."),
                ("Tomas Rojas", "While he thanked his hosts, Rojas said he was tired."),
            ],
        ),
        (
            f"{LEDE} “Shall we sign?” Quispe asked. “We shall!” Chilean Foreign Minister Tomas Rojas replied. “Soon.”",
            [
                ("Ana Quispe", "“Shall we sign?” Quispe asked."),
                ("Tomas Rojas", "“We shall!” Chilean Foreign Minister Tomas Rojas replied. “Soon.”"),
            ],
        ),
        # agencies one after the other
        (
            f"{LEDE} The state-run News Agency of Peru said talks ended. The state-run Chile News Agency said they were not.",
            [
                ("state-run News Agency of Peru", "The state-run News Agency of Peru said talks ended."),
                ("state-run Chile News Agency", "The state-run Chile News Agency said they were not."),
            ],
        ),
        # a clause of a longer story
        (
            f"{LEDE} The drought goes on, and Chile has denied any blame.",
            [("Chile", "Chile has denied any blame.")],
        ),
        (
            f"{LEDE} Talks went on as the Chilean government said trade would grow.",
            [("Chilean government", "the Chilean government said trade would grow.")],
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


def test_turns_of_a_transcript_are_statements_and_questions_are_none(statements):
    text = (
        "Press conference of Foreign Minister Ana Quispe of Peru and Foreign Minister Tomas Rojas of Chile\n\n"
        "FOREIGN MINISTER QUISPE: Thank you all. We met for an hour and spoke of trade.\n\n"
        "We shall meet again in May, and then sign.\n\n"
        "Perez, Radio Lima: Will the ports of Chile open this year, as you said?\n\n"
        "Minister Rojas: They will open soon. Peru knows that."
    )
    told, _ = statements(f"{LEDE}\n\n{text}")
    assert [(name, kind, words[:30], words[-20:]) for name, _, kind, words in told] == [
        ("Ana Quispe", "direct", "FOREIGN MINISTER QUISPE: Thank", "in May, and then sign."[-20:]),
        ("Tomas Rojas", "direct", "Minister Rojas: They will open", "soon. Peru knows that."[-20:]),
    ]


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


@pytest.mark.parametrize(
    ("surer", "less"),
    [
        ('"We want results," Quispe said.', "Quispe criticised the tariffs."),  # said, or meant
        ("Quispe said that ports would open.", "She said that ports would open."),  # by name, or by pronoun
        (
            "Chile's foreign ministry said ports would open.",
            "Several diplomats said ports would open.",
        ),  # of a country, or of none
    ],
)
def test_confidence_varies_with_what_supports_it(statements, surer, less):
    sure, unsure = (statements(f"{LEDE} {text}")[1] for text in (surer, less))
    assert [claim.confidence for claim in sure] > [claim.confidence for claim in unsure]


def test_quoted_words_without_a_verb_are_less_sure(statements):
    _, (said, carried_on) = statements(f"{LEDE}\n\n“We met,” Quispe said.\n\n“We shall meet again.”")
    assert said.confidence > carried_on.confidence


def test_a_statement_told_twice_counts_once(statements):
    told, _ = statements(f'{LEDE}\n\n"We want results," Quispe said.\n\n"We want results," Quispe said.')
    assert len(told) == 1


def test_long_pages_take_linear_time(statements):
    paragraph = '"We want results," Quispe said. She thanked Chile. Talks go on.'
    began = time.process_time()
    statements("\n\n".join([LEDE, *[f"{paragraph} {number}." for number in range(60)]]))
    short = time.process_time() - began
    began = time.process_time()
    statements("\n\n".join([LEDE, *[f"{paragraph} {number}." for number in range(240)]]))
    assert time.process_time() - began < 12 * short


@pytest.mark.parametrize(
    "hostile",
    ['A: "b" ' * 1500, "he said that " * 1500, "“a b c. It is.\n\n" * 1200, "“" * 5000 + " said Quispe", "Ana said " * 1500],
)
def test_hostile_pages_take_little_time(hostile, model, gazetteer):
    page = lay_out(hostile, Given(), model)
    mentions = find_mentions(page, gazetteer)
    began = time.process_time()
    claim_statements(page, mentions, ())
    assert time.process_time() - began < 5


@pytest.fixture(scope="session")
def ties(model, gazetteer):
    def read(text):
        """The parties of the meeting that each statement belongs to; None where it belongs to none."""
        page = lay_out(text, Given(), model)
        mentions = find_mentions(page, gazetteer)
        meetings = claim_meetings(page, mentions, gazetteer)
        claims = claim_statements(page, mentions, meetings)
        told = [[party.value for party in meetings[c.meeting].parties] if c.meeting is not None else None for c in claims]
        return [" ".join(codes) if codes is not None else None for codes in told]

    return read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # said at it, by those who took part, alone and together
        (f'{LEDE} "We want results," Quispe told Rojas.', ["CL PE"]),
        (f"{LEDE} Rojas said after the talks that ports would open.", ["CL PE"]),
        (f"{LEDE} The two ministers agreed on the importance of trade.", ["CL PE"]),
        (f"{LEDE} Rojas warned against haste. He also praised the ports.", ["CL PE", "CL PE"]),
        # about it, by others
        (f"{LEDE} Juan Paz, an analyst, said the meeting was a success.", ["CL PE"]),
        (f"{LEDE} The Peruvian foreign ministry said in a statement that the ministers spoke of trade.", ["CL PE"]),
        # elsewhere and at other times
        (f"{LEDE} Bolivia has denied any blame for the drought.", [None]),
        (f"{LEDE} Juan Paz, an analyst, said wheat would be dear.", [None]),
        (f"{LEDE} In an interview with a radio station, Juan Paz criticised the tariffs of Bolivia.", [None]),
        # of several meetings, the one that the words tell of
        (
            f"{LEDE} Rojas is to meet Brazilian Foreign Minister Joao Prado in Santiago on Friday. "
            "Prado said he looked forward to his meeting with Rojas.",
            ["BR CL"],
        ),
        # where those who met are told by their offices only
        (
            "The presidents of Peru and Chile spoke by phone on Monday. Peru's President Ana Quispe thanked Chile for its help.",
            ["CL PE"],
        ),
    ],
)
def test_meeting_at_or_about_which_it_was_said(ties, text, expected):
    assert ties(text) == expected
