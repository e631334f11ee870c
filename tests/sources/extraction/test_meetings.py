"""Meetings as short texts tell them. Persons and occasions are invented, countries are real."""

from datetime import date

import pytest

from events.vocabulary import Capacity
from sources.extraction.meetings import claim_meetings
from sources.extraction.mentioning import find_mentions
from sources.extraction.page import lay_out
from sources.extraction.reading import Given

FRIDAY = date(2021, 3, 19)


@pytest.fixture(scope="session")
def read(model, gazetteer):
    def claims(text, published=FRIDAY):
        page = lay_out(text, Given(published=published), model)
        mentions = find_mentions(page, gazetteer)
        found = claim_meetings(page, mentions, gazetteer)
        for claim in found:
            for told in (
                claim.status,
                claim.mode,
                claim.start,
                claim.city,
                claim.country,
                claim.level,
                *claim.parties,
                *claim.portfolios,
            ):
                assert told is None or 0 <= told.span.start <= told.span.end <= len(text)
                assert told is None or 0 < told.confidence <= 1
        return found, mentions

    return claims


def sides(claim):
    return [told.value for told in claim.parties] + [told.value for told in claim.organizations]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Peruvian President Rosa Quispe met Chilean President Tomas Vidal in Arica on Tuesday.", ["CL", "PE"]),
        ("Peruvian President Rosa Quispe held talks with Chile's President Tomas Vidal on Tuesday.", ["CL", "PE"]),
        ("Peruvian President Rosa Quispe hosted Chilean President Tomas Vidal in Lima on Tuesday.", ["CL", "PE"]),
        ("Peruvian President Rosa Quispe received Chilean Foreign Minister Tomas Vidal in Lima on Tuesday.", ["CL", "PE"]),
        ("The defence ministers of Kenya, Uganda and Rwanda gathered in Nairobi on Tuesday.", ["KE", "RW", "UG"]),
        ("The foreign ministers of Kenya and Uganda signed a treaty after their meeting in Nairobi on Tuesday.", ["KE", "UG"]),
        (
            "Norwegian Foreign Minister Kari Holm spoke by phone with her Finnish counterpart Antti Laine on Tuesday.",
            ["FI", "NO"],
        ),
        ("Peru's President Rosa Quispe was received by King Harald Holm of Norway in Oslo on Tuesday.", ["NO", "PE"]),
        ("Kenyan President Daniel Wekesa met NATO Secretary-General Erik Holm in Brussels on Tuesday.", ["KE", "nato"]),
        ("Officials from Kenya and Uganda held talks in Nairobi on Tuesday.", ["KE", "UG"]),
    ],
)
def test_predicates_of_encounter(text, parties, read):
    found, _ = read(text)
    assert [sides(claim) for claim in found] == [parties]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Peruvian President Rosa Quispe will meet Chilean President Tomas Vidal in Arica on Monday.", "planned"),
        ("Peruvian President Rosa Quispe is set to meet Chilean President Tomas Vidal in Arica on Monday.", "planned"),
        ("Peruvian President Rosa Quispe plans to meet Chilean President Tomas Vidal in Arica next month.", "planned"),
        ("Peruvian President Rosa Quispe met Chilean President Tomas Vidal in Arica on Monday.", "held"),
        ("Peruvian President Rosa Quispe canceled a planned meeting with Chilean President Tomas Vidal.", "cancelled"),
        ("Peruvian President Rosa Quispe has called off talks with Chilean President Tomas Vidal.", "cancelled"),
        ("Peruvian President Rosa Quispe postponed a meeting with Chilean President Tomas Vidal.", "postponed"),
        ("A meeting between the presidents of Peru and Chile has been postponed.", "postponed"),
    ],
)
def test_status(text, status, read):
    found, _ = read(text)
    assert [claim.status.value for claim in found] == [status]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Peruvian President Rosa Quispe spoke by phone with Chilean President Tomas Vidal on Monday.", "phone"),
        ("Peruvian President Rosa Quispe held a phone call with Chilean President Tomas Vidal on Monday.", "phone"),
        ("Peruvian President Rosa Quispe held a video call with Chilean President Tomas Vidal on Monday.", "video"),
        ("Peruvian President Rosa Quispe met virtually with Chilean President Tomas Vidal on Monday.", "video"),
        ("Peruvian President Rosa Quispe met Chilean President Tomas Vidal on Monday.", "in_person"),
        (
            "Peruvian President Rosa Quispe spoke with Chilean President Tomas Vidal on the sidelines of the summit in Lima.",
            "in_person",
        ),
    ],
)
def test_mode(text, mode, read):
    found, _ = read(text)
    assert found[0].mode.value == mode


@pytest.mark.parametrize(
    "text",
    [
        "Peruvian President Rosa Quispe wants to meet Chilean President Tomas Vidal.",
        "Peruvian President Rosa Quispe said she could meet Chilean President Tomas Vidal at any time.",
        "Peruvian President Rosa Quispe will not meet Chilean President Tomas Vidal.",
        "Peruvian President Rosa Quispe offered to hold talks with Chilean President Tomas Vidal.",
        "Peruvian President Rosa Quispe met Peruvian Finance Minister Tomas Vidal in Lima on Monday.",
        "The factory in Peru has met the demands of its Chilean customers.",
        "Peru and Chile have had few formal contacts since 2015.",
        "The internet summit in Lima drew thousands of visitors from Chile.",
        "Peru called for talks with Chile.",
        "Peru beat Chile when the two teams met in Lima on Monday.",
    ],
)
def test_wishes_processes_and_the_rest_are_no_meetings(text, read):
    found, _ = read(text)
    assert found == ()


def test_every_field_of_one_meeting(read):
    found, mentions = read(
        "Kenyan Defence Minister Daniel Wekesa met his Ugandan counterpart Moses Okello in Kampala on Tuesday. The two ministers discussed the border."  # noqa: E501
    )
    (claim,) = found
    assert sides(claim) == ["KE", "UG"]
    assert (claim.city.value, claim.country.value, str(claim.start.value.date)) == ("Kampala", "UG", "2021-03-16")
    assert (claim.level.value, [told.value for told in claim.portfolios]) == ("minister", ["defence"])
    assert (claim.status.value, claim.mode.value, claim.prominence) == ("held", "in_person", "main")
    assert [mentions.persons[p.person].name for p in claim.participants] == ["Daniel Wekesa", "Moses Okello"]


def test_meetings_of_one_article_are_kept_apart(read):
    found, _ = read(
        "The defence ministers of Kenya and Uganda met in Kampala on Tuesday.\n\n"
        "The meeting lasted two hours.\n\n"
        "The foreign ministers of Kenya and Uganda held talks in Nairobi in January."
    )
    assert [(str(c.start.value.date), c.city.value, [p.value for p in c.portfolios]) for c in found] == [
        ("2021-03-16", "Kampala", ["defence"]),
        ("2021-01", "Nairobi", ["foreign"]),
    ]


def test_separate_calls_are_a_meeting_each(read):
    found, _ = read(
        "Kenyan Foreign Minister Daniel Wekesa spoke separately today with Foreign Minister Moses Okello of Uganda and Foreign Minister Jean Uwase of Rwanda."  # noqa: E501
    )
    assert sorted(sides(claim) for claim in found) == [["KE", "RW"], ["KE", "UG"]]


def test_a_readout_speaks_for_its_own_government(read):
    found, _ = read(
        "President Alan B. Carter spoke today with Prime Minister Kari Holm of Norway. The President underscored the strength of the U.S.-Norway partnership.\n\n###\n"  # noqa: E501
    )
    (claim,) = found
    assert sides(claim) == ["NO", "US"]
    assert (claim.mode.value, str(claim.start.value.date)) == ("phone", "2021-03-19")


def test_without_a_day_of_writing_the_weekday_stays(read):
    found, _ = read("The defence ministers of Kenya and Uganda met in Kampala on Tuesday.", published=None)
    (claim,) = found
    assert (claim.start.value.date, claim.start.value.weekday) == (None, 1)


def test_confidence_varies_with_support(read):
    sure, _ = read("Peruvian President Rosa Quispe met Chilean President Tomas Vidal in Arica on Tuesday.")
    unsure, _ = read("Peruvian President Rosa Quispe may meet Chilean President Tomas Vidal in Arica in April.")
    assert sure[0].confidence > unsure[0].confidence


def read_lines(found, mentions):
    """Each claim in one line: sides, status, mode, city, level, persons with the hosts starred."""
    return [
        (
            " ".join(sides(claim)),
            str(claim.status.value),
            str(claim.mode.value),
            claim.city and claim.city.value,
            claim.level and str(claim.level.value),
            sorted(mentions.persons[p.person].name + "*" * (p.capacity is Capacity.HOST) for p in claim.participants),
        )
        for claim in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Diplomats from Peru, Chile and Bolivia closed two days of consultations in Lima on Wednesday. "
            "Peru was represented by Deputy Foreign Minister Rosa Quispe.",
            ("BO CL PE", "held", "in_person", "Lima", "deputy_minister", ["Rosa Quispe"]),
        ),
        (
            "The top diplomats of Kenya and Somalia sat at one table on Wednesday for the first time in three years, "
            "as guests of Qatari Foreign Minister Khalid Suwaidi.",
            ("KE QA SO", "held", "in_person", None, "minister", ["Khalid Suwaidi*"]),
        ),
        (
            "Norway brought the defence ministers of Greece and Albania to one table on Tuesday.",
            ("AL GR NO", "held", "in_person", None, "minister", []),
        ),
        (
            "The foreign ministers of Estonia, Latvia and Lithuania convened in Tallinn on Thursday. "
            "Estonian Foreign Minister Mart Kask hosted the gathering.",
            ("EE LT LV", "held", "in_person", "Tallinn", "minister", ["Mart Kask*"]),
        ),
        (
            "Norwegian Foreign Minister Kari Holm met with Finnish Foreign Minister Antti Laine in Helsinki "
            "on the margins of a Nordic Council meeting.",
            ("FI NO", "held", "in_person", "Helsinki", "minister", ["Antti Laine", "Kari Holm"]),
        ),
        (
            "The presidents of Spain and Portugal, Luis Ortega and Rui Salgado, exchanged views by phone on Friday.",
            ("ES PT", "held", "phone", None, "leader", ["Luis Ortega", "Rui Salgado"]),
        ),
        (
            "Slovak Foreign Minister Peter Hudak arrived in Prague on Friday for a two-day visit during which "
            "he will meet his Czech counterpart Jana Novotna.",
            ("CZ SK", "planned", "in_person", "Prague", "minister", ["Jana Novotna", "Peter Hudak"]),
        ),
        (
            "A round of talks in Warsaw between the deputy foreign ministers of Poland and Lithuania, set for "
            "March 15, has been put off, a Polish official said.",
            ("LT PL", "postponed", "in_person", "Warsaw", "deputy_minister", []),
        ),
        (
            "Iceland's prime minister Sigrid Jonsdottir and her Danish counterpart Mette Lund gave a joint news "
            "conference on Wednesday after talks in Reykjavik.",
            ("DK IS", "held", "in_person", "Reykjavik", "leader", ["Mette Lund", "Sigrid Jonsdottir"]),
        ),
        (
            "The top nuclear envoys of South Korea, Japan and the United States held a virtual meeting on Monday.",
            ("JP KR US", "held", "video", None, "official", []),
        ),
    ],
)
def test_phrases_of_newsrooms(text, expected, read):
    assert read_lines(*read(text)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Peruvian President Rosa Quispe had suggested to Tomas Vidal a meeting with the Bolivian leader.",
        "Peruvian President Rosa Quispe has proposed a meeting with Chilean President Tomas Vidal.",
        "Quispe said that she saw no point in sitting down with the Chilean president.",
        "Greece said it had invited the Albanian foreign minister to Athens and was ready for talks at any time.",
    ],
)
def test_wishes_are_no_meetings(text, read):
    found, _ = read(text)
    assert found == ()


def test_the_first_meeting_in_so_many_years_is_no_later_year(read):
    text = (
        "OSLO, Sept 14, 2021 (Agency) - Norway brought the defence ministers of Greece and Albania to one table on "
        "Tuesday, the first encounter of the two neighbours in eleven years."
    )
    found, _ = read(text)
    assert [(sides(claim), str(claim.start.value.date)) for claim in found] == [(["AL", "GR", "NO"], "2021-09-14")]


def test_a_dialogue_at_the_meeting_belongs_to_it(read):
    text = (
        "The defence ministers of Peru, Chile, Bolivia and Ecuador met in Lima on Tuesday.\n\n"
        "Chilean Defence Minister Tomas Vidal told reporters afterwards that he had a fruitful dialogue with his "
        "Bolivian counterpart Luz Mamani, who attended the meeting at the invitation of Peru."
    )
    found, mentions = read(text)
    assert [sides(claim) for claim in found] == [["BO", "CL", "EC", "PE"]]
    assert sorted(mentions.persons[p.person].name for p in found[0].participants) == ["Luz Mamani", "Tomas Vidal"]


def test_deputies_and_their_ministers_meet_apart(read):
    text = (
        "ANKARA, March 16, 2021 - Consultations in Lima between the deputy foreign ministers of Peru, Chile, Bolivia and "
        "Ecuador have been postponed.\n\nThe deputies would prepare a later meeting of the four foreign ministers, he said."
    )
    found, _ = read(text)
    assert {(str(claim.status.value), str(claim.level.value)) for claim in found} == {
        ("postponed", "deputy_minister"),
        ("planned", "minister"),
    }
