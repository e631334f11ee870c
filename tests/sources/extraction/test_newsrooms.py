"""Short reports in the manners of many newsrooms and ministries. Persons and occasions are invented, countries are real.

Each row: what is published on Friday 19 March 2021, and what a careful reader takes from it, a line for each meeting:
status, mode, day, place, level, parties, then the persons.
"""

from datetime import date

import pytest

from events.partial_dates import display
from sources.extraction.reader import read
from sources.extraction.reading import Given

FRIDAY = date(2021, 3, 19)


@pytest.fixture(scope="session")
def told(model, gazetteer):
    def lines(text, given=None):
        reading = read(text, given or Given(published=FRIDAY), gazetteer, model)
        return [_line(claim, reading) for claim in reading.meetings]

    return lines


def _line(claim, reading):
    day = claim.start.value.date if claim.start else None
    place = claim.city or claim.country
    values = [
        claim.status.value,
        claim.mode.value,
        display(day.earliest, day.latest) if day else "-",
        place.value if place else "-",
        claim.level.value if claim.level else "-",
        *(told.value for told in (*claim.parties, *claim.organizations)),
    ]
    return " ".join(values) + ": " + ", ".join(reading.persons[p.person].name for p in claim.participants)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "On March 18, commencing at 7:10 p.m., Mr. Kenji Morita, Minister for Foreign Affairs of Japan, held a telephone"
            " talk with H.E. Ms. Ana Ruiz, Minister of Foreign Affairs of Peru.",
            ["held phone 2021-03-18 - minister JP PE: Kenji Morita, Ana Ruiz"],
        ),
        (
            "Hon. Samuel Otim, Minister of State for Foreign Affairs, met with H.E. Hala Nasr, Ambassador of the Republic of"
            " Egypt to Uganda, on Tuesday.",
            ["held in_person 2021-03-16 - deputy_minister EG UG: Samuel Otim, Hala Nasr"],
        ),
        (
            "Uganda's Permanent Secretary, Ministry of Foreign Affairs, Paul Ssali met his Kenyan counterpart, Dr Amos Kiptoo,"
            " in Nairobi on 10th March 2021.",
            ["held in_person 2021-03-10 Nairobi deputy_minister KE UG: Paul Ssali, Amos Kiptoo"],
        ),
        (
            "President of Kazakhstan Daulet Omarov had a telephone conversation with his Uzbek counterpart President Jasur"
            " Karimov on Tuesday.",
            ["held phone 2021-03-16 - leader KZ UZ: Daulet Omarov, Jasur Karimov"],
        ),
        (
            "External Affairs Minister (EAM) R Iyer on Wednesday held talks with his Australian counterpart Helen Marsh in New"
            " Delhi.",
            ["held in_person 2021-03-17 New Delhi minister AU IN: R Iyer, Helen Marsh"],
        ),
        (
            "Lima: Foreign Minister Rosa Quispe of Peru held talks with Chilean Foreign Minister Tomas Vidal here on Tuesday.",
            ["held in_person 2021-03-16 Lima minister CL PE: Rosa Quispe, Tomas Vidal"],
        ),
        (
            "Peruvian Foreign Minister Rosa Quispe and Chilean Foreign Minister Tomas Vidal exchanged views on trade in Lima on"
            " Tuesday.",
            ["held in_person 2021-03-16 Lima minister CL PE: Rosa Quispe, Tomas Vidal"],
        ),
        (
            "Chilean Ambassador Tomas Vidal paid a courtesy call on Peruvian Foreign Minister Rosa Quispe in Lima on Tuesday.",
            ["held in_person 2021-03-16 Lima minister CL PE: Tomas Vidal, Rosa Quispe"],
        ),
        (
            "During a meeting on Tuesday with Ugandan Foreign Minister Moses Okello on the fringe of the 28th session of the"
            " African Union in Addis Ababa, Egyptian Foreign Minister Hala Nasr spoke of the Nile.",
            ["held in_person 2021-03-16 Addis Ababa minister EG UG: Moses Okello, Hala Nasr"],
        ),
        (
            "Philippine Secretary of Foreign Affairs Lea Santos met Vietnamese Foreign Minister Tran Van Hai in Hanoi on"
            " Tuesday.",
            ["held in_person 2021-03-16 Hanoi minister PH VN: Lea Santos, Tran Van Hai"],
        ),
        (
            "President of Kenya Daniel Wekesa had a phone call with President of Rwanda Jean Mugabo on Tuesday.",
            ["held phone 2021-03-16 - leader KE RW: Daniel Wekesa, Jean Mugabo"],
        ),
        (
            "Foreign ministers from Norway and Sweden and Finland's President Aino Laine emerged from the talks in Oslo on"
            " Tuesday after three hours.",
            ["held in_person 2021-03-16 Oslo leader FI NO SE: Aino Laine"],
        ),
        (
            "The Secretary-General met with H.E. Mr. Kerem Yalin, Minister for Foreign Affairs of the Republic of Türkiye, on"
            " Tuesday.",
            ["held in_person 2021-03-16 - leader TR un: Kerem Yalin"],
        ),
        (
            "Peru's Foreign Minister Rosa Quispe met today with both Chile Ambassador to Peru Tomas Vidal and Brazil Ambassador"
            " to Peru Ana Prado.",
            ["held in_person 2021-03-19 - minister BR CL PE: Rosa Quispe, Tomas Vidal, Ana Prado"],
        ),
        (
            "(CNN Spanish) — Brazilian President Ana Prado paid a state visit to Uruguay on Wednesday, where she met with"
            " President Luis Mora.",
            ["held in_person 2021-03-17 UY leader BR UY: Ana Prado, Luis Mora"],
        ),
        (
            "Peruvian President Rosa Quispe met with President Felix Tamba of the Democratic Republic of the Congo, Chair"
            " of the African Union (AU), on Tuesday.",
            ["held in_person 2021-03-16 - leader CD PE: Rosa Quispe, Felix Tamba"],
        ),
        (
            "The meeting of the foreign ministers of the states of Central Asia took place in Tashkent on March 16, 2021.",
            ["held in_person 2021-03-16 Tashkent minister KG KZ TJ TM UZ: "],
        ),
        (
            "Kyrgyz Foreign Minister Aibek Usenov discussed the conflict with Tajikistan with Turkish Foreign Minister Kerem"
            " Yalin in Ankara on Tuesday.",
            ["held in_person 2021-03-16 Ankara minister KG TR: Aibek Usenov, Kerem Yalin"],
        ),
        (
            "The Prime Minister of Fiji received the High Commissioner of Papua New Guinea in Suva on Tuesday. Mr Kila presented"
            " his papers.",
            ["held in_person 2021-03-16 Suva leader FJ PG: "],
        ),
    ],
)
def test_manners_of_newsrooms(text, expected, told):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Quispe Cancels Visit to Chile Ahead of Summit\n\nPeruvian President Rosa Quispe has canceled her planned visit to"
            " Chile ahead of the upcoming APEC summit, her office said on Wednesday.",
            ["cancelled in_person - CL leader CL PE: Rosa Quispe"],
        ),
        (
            "Peruvian President Rosa Quispe has postponed her visit to Chile in April, the governments of both countries said"
            " on Thursday.",
            ["postponed in_person 2021-04 CL leader CL PE: Rosa Quispe"],
        ),
        (
            "The palace in Lima announced the postponement of Peruvian President Rosa Quispe's visit to Chile.",
            ["postponed in_person - CL leader CL PE: Rosa Quispe"],
        ),
        (
            "Peruvian Foreign Minister Rosa Quispe will visit Chile next week.",
            ["planned in_person 2021-03 CL minister CL PE: Rosa Quispe"],
        ),
        (
            "Peru's Rosa Quispe, the foreign minister, is expected to visit Santiago this week to prepare for President Juan"
            " Soto's expected summit with Brazilian President Ana Lima, a newspaper reported on Monday.",
            [
                "planned in_person 2021-03 Santiago minister CL PE: Rosa Quispe",
                "planned in_person - - leader BR PE: Juan Soto, Ana Lima",
            ],
        ),
    ],
)
def test_visits_called_off_and_ahead(text, expected, told):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "South Korean President Han Ji-ho spoke with Peruvian President Rosa Quispe on Tuesday, and with Chilean President"
            " Tomas Vidal on Wednesday.",
            [
                "held phone 2021-03-16 - leader KR PE: Han Ji-ho, Rosa Quispe",
                "held phone 2021-03-17 - leader CL KR: Han Ji-ho, Tomas Vidal",
            ],
        ),
        (
            "Peruvian President Rosa Quispe will hold a meeting with Chilean President Tomas Vidal as well as a trilateral"
            " summit with Vidal and Brazilian President Ana Lima on Sunday.",
            [
                "planned in_person 2021-03-21 - leader CL PE: Rosa Quispe, Tomas Vidal",
                "planned in_person 2021-03-21 - leader BR CL PE: Rosa Quispe, Tomas Vidal, Ana Lima",
            ],
        ),
        (
            "Indian Foreign Minister R Iyer held a series of meetings with his counterparts from Peru and Chile in New York on"
            " Tuesday.",
            [
                "held in_person 2021-03-16 New York minister IN PE: R Iyer",
                "held in_person 2021-03-16 New York minister CL IN: R Iyer",
            ],
        ),
        (
            "EU foreign policy chief Eva Lund and Peruvian Foreign Minister Rosa Quispe held talks in Lima on Tuesday.\n\n"
            "Lund is also due to meet with President Juan Soto.",
            [
                "held in_person 2021-03-16 Lima minister PE eu: Eva Lund, Rosa Quispe",
                "planned in_person - - leader PE eu: Eva Lund, Juan Soto",
            ],
        ),
        (
            "Chinese Foreign Minister Lu Wei met Peruvian President Rosa Quispe in Lima on Tuesday.\n\n"
            "The visit is to carry out what was agreed at the meeting of the two heads of state in Bali last year.",
            [
                "held in_person 2021-03-16 Lima leader CN PE: Lu Wei, Rosa Quispe",
                "held in_person 2020 Bali leader CN PE: ",
            ],
        ),
        (
            "In June last year Peru and Chile signed a deal during an online summit between Peruvian President Rosa Quispe and"
            " her Chilean counterpart Tomas Vidal.",
            ["held video 2020-06 - leader CL PE: Rosa Quispe, Tomas Vidal"],
        ),
    ],
)
def test_several_meetings_and_those_told_in_passing(text, expected, told):
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Peru suspended any dialogue with Chile on Tuesday.",
        "Under an accord the ministers of Peru and Chile would hold official talks monthly.",
        "Peruvian President Rosa Quispe and Chilean President Tomas Vidal spoke of the sea. They agreed to meet at the earliest"
        " opportunity.",
        "A newspaper wrote of Peruvian President Rosa Quispe's daughter Inés's trip to Chile.",
        "Peruvian President Rosa Quispe's summit wish was reported by NewsCO in Chile.",
    ],
)
def test_what_is_no_meeting(text, told):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("NEW DELHI (Agency / Other - 19th June, 2019) The minister arrived on Tuesday for a visit.", "2019-06-19"),
        ("The Minister Travels\n\n01/09/2022 04:17 PM EST\n\nThe minister left for talks on Sunday morning.", "2022-01-09"),
        ("June 20, 1999 COLOGNE, Germany (AGENCY) -- The ministers met on Sunday for an hour.", "1999-06-20"),
        ("Agency | New Delhi | Updated: 11-09-2021 11:29 IST\n\nThe minister held talks on Saturday with guests.", "2021-09-11"),
    ],
)
def test_lines_that_date(text, published, model, gazetteer):
    reading = read(text, Given(), gazetteer, model)
    assert reading.published is not None
    assert reading.published.value.isoformat() == published
