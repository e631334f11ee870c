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


def test_confidence_falls_with_what_the_text_leaves_open(read):
    told, _ = read("Peruvian President Rosa Quispe met Chilean President Tomas Vidal in Arica on Tuesday.")
    no_place, _ = read("Peruvian President Rosa Quispe met Chilean President Tomas Vidal on Tuesday.")
    no_names, _ = read("The presidents of Peru and Chile met in Arica on Tuesday.")
    no_level, _ = read("Peru and Chile held talks in Arica on Tuesday.")
    for less in (no_place, no_names, no_level):
        assert told[0].confidence > less[0].confidence


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
        (
            "In Tokyo, Japan, from 23 to 24 October 2004, Foreign Minister Rosa Quispe of Peru met Foreign Minister Daniel "
            "Wekesa of Kenya.",
            ("KE PE", "held", "in_person", "Tokyo", "minister", ["Daniel Wekesa", "Rosa Quispe"]),
        ),
        (
            "President Rosa Quispe of Peru has been invited to attend the African Union summit in Kenya on June 3.",
            ("KE PE african-union", "planned", "in_person", None, "leader", []),
        ),
        (
            "The truce was followed by Peru's return to the stage at a summit in Chile in January.",
            ("CL PE", "held", "in_person", None, "leader", []),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # leaders joined by "and", one country named with the other only further on
            "President Alan B. Carter and President Tomas Vidal met today to reaffirm the ties between the United States and "
            "Chile. President Carter thanked President Vidal.\n\n###\n",
            ("CL US", "held", "in_person", None, "leader", ["Alan B. Carter", "Tomas Vidal"]),
        ),
        (
            "President Alan B. Carter met with President Daniel Wekesa of Kenya, Chair of the African Union, at the White House. "
            "They discussed the U.S.-Kenya partnership.\n\n###\n",
            ("KE US", "held", "in_person", "Washington", "leader", ["Alan B. Carter", "Daniel Wekesa"]),
        ),
        (
            "A Downing Street spokesperson said:\n\nThe Prime Minister held a telephone call with Chilean President Tomas Vidal "
            "this evening.",
            ("CL GB", "held", "phone", None, "leader", ["Tomas Vidal"]),
        ),
        (  # a side whose country stands only in "A-B ties"
            "FM holds phone conversation with US secretary of state\n\nState Councillor and Foreign Minister Li Gaoshan held a "
            "phone conversation with US Secretary of State Ann Porter on Tuesday.\n\nPorter said that the world "
            "follows China-US ties.",
            ("CN US", "held", "phone", None, "minister", ["Ann Porter", "Li Gaoshan"]),
        ),
        (
            "The Secretary-General met on Tuesday with H.E. Mr. Tomas Vidal, President of Chile.",
            ("CL un", "held", "in_person", None, "leader", ["Tomas Vidal"]),
        ),
        (
            "Chilean minister Tomas Vidal said he had candid talks with Peruvian Foreign Minister Rosa Quispe on Tuesday about "
            "extending the Arica-Tacna railway to Puno.",
            ("CL PE", "held", "in_person", None, "minister", ["Rosa Quispe", "Tomas Vidal"]),
        ),
        (
            "A high-level dialogue between Peru and Chile scheduled for later this month in Arica has been postponed, "
            "Peruvian officials said on Tuesday.",
            ("CL PE", "postponed", "in_person", "Arica", None, []),
        ),
        (
            "On March 16, 2021, the highest-level meeting between Lima and Santiago since the beginning of the border dispute in "
            "Tacna began in Quito, with the Peruvian and Chilean defence ministers in attendance.",
            ("CL PE", "held", "in_person", "Quito", "minister", []),
        ),
        (
            "Lima's guests on Tuesday were the defence ministers of Chile and Bolivia.",
            ("BO CL PE", "held", "in_person", "Lima", "minister", []),
        ),
    ],
)
def test_sides_that_the_words_leave_open(text, expected, read):
    assert read_lines(*read(text)) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "President Alan B. Carter met today with the governors of Georgia and Texas and the mayors of Athens and Paris about "
        "the storm. He thanked the governors for their work with Mexican crews.\n\n###\n",
        "The President met today with the Competition Council in the State Dining Room about Chinese imports.\n\n###\n",
        "The frequent meetings between the leaders of Peru and Chile have built trust.",
        "Peruvian President Rosa Quispe and Chilean President Tomas Vidal looked forward to the summit.",
        "Peruvian President Rosa Quispe welcomed Chile's decision and received a letter from Chilean students.",
    ],
)
def test_domestic_encounters_and_courtesies_are_no_meetings(text, read):
    found, _ = read(text)
    assert found == ()


def test_a_summit_told_by_its_margins_has_a_month(read):
    found, _ = read(
        "Peruvian President Rosa Quispe met Chilean President Tomas Vidal on Tuesday (March 16) on the sidelines of the APEC "
        "summit in Lima."
    )
    assert {(str(claim.start.value.date), len(claim.organizations)) for claim in found} == {("2021-03-16", 0), ("2021-03", 1)}


def test_the_december_talks_are_those_told_of(read):
    found, _ = read(
        "The defence ministers of Peru and Chile held talks in Lima in December.\n\n"
        "A meeting of the foreign ministers of Peru, Chile, Bolivia and Ecuador that would deepen the December talks is "
        "scheduled for April in Quito."
    )
    assert [(str(claim.start.value.date), len(sides(claim))) for claim in found] == [("2020-12", 2), ("2021-04", 4)]


def test_who_comes_to_meetings_on_another_day_comes_to_another_one(read):
    found, _ = read(
        "Negotiators from Peru and Chile held talks in Lima on Friday. Chile arrived at meetings on Wednesday with a map that "
        "nobody had asked for, an aide said."
    )
    assert [(sides(claim), claim.start.value.date.earliest.day) for claim in found] == [(["CL", "PE"], 19), (["CL", "PE"], 17)]


def test_meetings_that_go_on_the_next_day_are_of_officials(read):
    came = "Negotiators from Peru and Chile held talks in Lima on Friday. Chile arrived at meetings on Wednesday with an old map."
    told = {
        " Then, on Thursday, Chile drew a new one, an aide said.": [(19, 2), (17, 2), (18, 2)],
        " Then, on Wednesday, Chile drew a new one, an aide said.": [(19, 2), (17, 2)],  # the same day
        " Then, on Thursday, Bolivia drew a new one, an aide said.": [(19, 2), (17, 2)],  # none of the sides
    }
    for then, expected in told.items():
        found, _ = read(came + then)
        assert [(claim.start.value.date.earliest.day, len(sides(claim))) for claim in found] == expected
        assert {str(claim.level.value) for claim in found} == {"official"}


def test_talks_put_off_are_those_that_one_side_was_ready_to_go_to(read):
    text = (
        "Peru's president ready for talks in Geneva\n\nPeru's President Rosa Quispe told a newspaper that she is prepared to "
        "travel to Geneva for negotiations with the rebels of the south.\n\nThe talks in Switzerland had been postponed{led}. "
        "Mediators hope the talks would begin by March 26.\n"
    )
    found, mentions = read(text.format(led=", and no new day for the UN-led talks is known"))
    assert read_lines(found, mentions) == [("PE un", "postponed", "in_person", "Geneva", "leader", ["Rosa Quispe"])]
    assert str(found[0].start.value.date) == "2021-03"
    assert read(text.format(led=""))[0] == ()  # nobody tells with whom


def test_what_more_words_tell_of_than_of_the_opening_is_what_the_article_is_about_too(read):
    text = (
        "Peruvian President Rosa Quispe will meet Chilean President Tomas Vidal in Arica on Monday.\n\nNobody knows more.\n\n"
        "It may rain.\n\nBolivian diplomats met diplomats of Ecuador in Quito on Tuesday.{more}\n"
    )
    more = " The meeting lasted five hours. The meeting ended at night. The meeting was led by Bolivian diplomats."
    for told, expected in (("", "background"), (more, "main")):
        found, _ = read(text.format(more=told))
        assert [str(claim.prominence) for claim in found] == ["main", expected]


def test_ministers_meet_although_their_leaders_talks_are_off(read):
    found, mentions = read(
        "Peruvian President Rosa Quispe cancelled talks in Arica with Chilean President Tomas Vidal. Despite cancelling the "
        "Arica talks with Vidal, the Peruvian government said a meeting set for Monday between Foreign Minister Luis Rojas and "
        "Defence Minister Ana Salas with their Chilean counterparts would proceed. Some had wanted Quispe to drop the Arica "
        "talks with Vidal."
    )
    assert read_lines(found, mentions) == [
        ("CL PE", "cancelled", "in_person", "Arica", "leader", ["Rosa Quispe", "Tomas Vidal"]),
        ("CL PE", "planned", "in_person", None, "minister", ["Ana Salas", "Luis Rojas"]),
    ]


def test_diplomats_who_met_did_not_hold_the_ministers_postponed_meeting(read):
    found, _ = read(
        "A meeting of the foreign ministers of Peru, Chile, Bolivia and Ecuador has been postponed.\n\n"
        "Earlier this month, diplomats from Peru, Chile, Bolivia and Ecuador met in Quito to pave the way for it."
    )
    told = [(str(claim.status.value), str(claim.level.value)) for claim in found]
    assert told == [("postponed", "minister"), ("held", "official")]


def test_who_prepares_a_meeting_does_not_have_the_rank_of_those_who_will_hold_it(read):
    found, _ = read("Diplomats from Peru, Chile and Ecuador met in Lima on Monday to prepare a meeting of foreign ministers.")
    assert [(str(claim.status.value), str(claim.level.value)) for claim in found] == [("held", "official")]


def test_ministers_of_the_two_countries_are_those_of_the_leaders_told_of(read):
    found, _ = read(
        "Peruvian President Rosa Quispe met Chilean President Tomas Vidal in Arica on Tuesday.\n\n"
        "The foreign ministers of the two countries had met in Quito in January."
    )
    assert [(sides(claim), str(claim.level.value), len(claim.participants)) for claim in found] == [
        (["CL", "PE"], "leader", 2),
        (["CL", "PE"], "minister", 0),
    ]


def test_a_call_has_no_city(read):
    found, _ = read(
        "Saudi Crown Prince Salman Harbi received a phone call on Friday from Peruvian President Rosa Quispe in Lima."
    )
    assert [(str(c.mode.value), c.city, c.country) for c in found] == [("phone", None, None)]


def test_a_call_that_prepares_a_summit_is_not_the_summit(read):
    found, _ = read(
        "President Alan B. Carter and President Tomas Vidal of Chile spoke today about preparations for the UN summit, to be "
        "held in Quito on March 29.\n\nThe leaders welcomed the strength of the U.S.-Chile partnership.\n\n###\n"
    )
    assert [(sides(c), str(c.mode.value), str(c.start.value.date)) for c in found if str(c.status.value) == "held"] == [
        (["CL", "US"], "phone", "2021-03-19")
    ]
