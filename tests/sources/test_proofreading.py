"""One bad value in a reading is dropped with a note; the rest of the reading stands."""

import math
from dataclasses import replace

import pytest

from events.partial_dates import PartialDate
from events.vocabulary import Mode, Prominence, StatementKind, Status
from sources.extraction.reading import (
    DateReading,
    MeetingClaim,
    Participant,
    Person,
    Reading,
    Span,
    StatementClaim,
    Told,
)
from sources.proofreading import proofread

TEXT = "Rosa Llanquileo met Julio Mamani in Arica, she said."
ALL, NONE = Span(0, len(TEXT)), Span(0, 0)
PERSON = Person("Rosa Llanquileo", Span(0, 15), country="CL")
CLAIM = MeetingClaim(
    ALL,
    Prominence.MAIN,
    Told(Status.HELD, ALL),
    Told(Mode.IN_PERSON, ALL),
    parties=(Told("CL", ALL), Told("PE", ALL)),
    participants=(Participant(0, ALL, country="CL"),),
)
STATEMENT = StatementClaim(ALL, StatementKind.INDIRECT, speaker=0, meeting=0)
SOUND = Reading("test", persons=(PERSON,), meetings=(CLAIM,), statements=(STATEMENT,))


def kept(reading: Reading) -> tuple[Reading, int]:
    found, notes = proofread(reading, TEXT, {"CL", "PE"}, {"un"})
    return found, len(notes)


def day(text: str) -> Told[DateReading]:
    return Told(DateReading(PartialDate.parse(text)), ALL)


def test_a_sound_reading_stays_as_it_is():
    assert kept(SOUND) == (SOUND, 0)


CLAIMS = [
    ({"parties": (Told("CL", ALL), Told("ZZ", ALL))}, {"parties": (Told("CL", ALL),)}),
    ({"organizations": (Told("none", ALL),)}, {"organizations": ()}),
    ({"country": Told("ZZ", ALL)}, {"country": None}),
    ({"city": Told("A" * 121, ALL)}, {"city": None}),
    ({"city": Told("Arica", Span(40, 400))}, {"city": None}),
    ({"start": day("2024-03-14"), "end": day("2024-03-12")}, {"start": day("2024-03-14"), "end": None}),
    ({"start": Told(DateReading(month=13, weekday=3), ALL)}, {"start": Told(DateReading(weekday=3), ALL)}),
    ({"start": Told(DateReading(day=32), ALL)}, {"start": None}),
]


@pytest.mark.parametrize(("told", "expected"), CLAIMS)
def test_a_bad_value_of_a_meeting_goes_alone(told, expected):
    found, notes = kept(replace(SOUND, meetings=(replace(CLAIM, **told),)))
    assert found.meetings == (replace(CLAIM, **expected),)
    assert notes == 1


@pytest.mark.parametrize(("confidence", "share"), [(7.0, 1.0), (-1.0, 0.0), (math.nan, 0.0)])
def test_confidence_is_a_share(confidence, share):
    found, _ = kept(replace(SOUND, meetings=(replace(CLAIM, confidence=confidence),)))
    assert found.meetings[0].confidence == share


def test_what_referred_to_a_dropped_person_or_meeting_refers_to_the_right_one_or_to_none():
    ghost = replace(PERSON, name="Ghost", span=Span(900, 905))
    partyless = replace(CLAIM, parties=())
    found, notes = kept(
        Reading(
            "test",
            persons=(ghost, PERSON),
            meetings=(partyless, replace(CLAIM, participants=(Participant(0, ALL), Participant(1, ALL)))),
            statements=(
                STATEMENT,  # by the ghost
                replace(STATEMENT, speaker=1, meeting=1),
                replace(STATEMENT, speaker=1, meeting=0),
                replace(STATEMENT, speaker=None, institution=" "),
                replace(STATEMENT, speaker=1, span=NONE),
            ),
        )
    )
    assert found.persons == (PERSON,)
    assert [p.person for p in found.meetings[0].participants] == [0]
    assert [(s.speaker, s.meeting) for s in found.statements] == [(0, 0), (0, None)]
    assert notes == 5
