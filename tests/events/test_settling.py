"""Settling: the rules by which documents together make one record."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.partial_dates import PartialDate
from events.settling import Account, Participant, Tenure, settle
from events.vocabulary import Capacity, Level, Mode, Status

NAMES = {"PE": "Peru", "CL": "Chile", "BO": "Bolivia", "un": "UN"}


def account(document: str, **values) -> Account:
    given = {
        "document": document,
        "voice": document,
        "published": None,
        "publisher": None,
        "background": False,
        "confidence": 0.8,
        "status": Status.HELD,
        "mode": Mode.IN_PERSON,
        "level": Level.MINISTER,
        "portfolios": frozenset({"defence"}),
        "parties": frozenset({"PE", "CL"}),
    }
    for name in ("start", "end"):
        if isinstance(values.get(name), str):
            values[name] = PartialDate.parse(values[name])
    return Account(**{**given, **values})


def settled(*accounts: Account, tenures=()):
    return settle(accounts, tenures, NAMES)


def test_precise_beats_vague_where_compatible():
    result = settled(account("a", start="2023-04"), account("b", start="2023"), account("c", start="2023-04-25"))
    assert str(result.start) == "2023-04-25"
    assert result.conflicts == ()


def test_who_tells_that_it_was_held_knows_the_day_better_than_plans():
    plans = [account(name, start="2023-04-25", status=Status.PLANNED) for name in "abc"]
    result = settled(*plans, account("d", start="2023-04-26"))
    assert str(result.start) == "2023-04-26"
    assert [(c["field"], c["value"], c["documents"]) for c in result.conflicts] == [("start_date", "2023-04-25", ["a", "b", "c"])]
    assert str(settled(*plans, account("d", start="2023-04")).start) == "2023-04-25"


def test_a_single_voice_is_as_sure_as_its_reading_and_no_number_of_voices_is_certain():
    assert settled(account("a", confidence=0.62)).confidence == 0.62
    assert settled(*(account(name, confidence=0.9) for name in "abcdefgh")).confidence == 0.99


def test_the_majority_beats_a_single_voice_and_the_lost_value_is_shown():
    result = settled(
        account("a", city="Arica", country="CL"),
        account("b", city="Arica", country="CL"),
        account("c", city="Tacna", country="PE"),
    )
    assert (result.city, result.country) == ("Arica", "CL")
    assert {(c["field"], c["value"]) for c in result.conflicts} == {("country", "PE")}
    assert result.conflicts[0]["documents"] == ["c"]


def test_a_primary_source_beats_a_single_voice():
    result = settled(
        account("a", city="Arica", country="CL"),
        account("b", city="Iquique", country="CL", publisher="Ministry of Defence of Chile"),
    )
    assert result.city == "Iquique"


def test_reprints_have_one_voice():
    reprints = [account(f"r{i}", voice="r0", city="Arica", country="CL") for i in range(5)]
    others = [account(f"o{i}", city="Iquique", country="CL") for i in range(2)]
    assert settled(*reprints, *others).city == "Iquique"


def test_a_weekday_and_a_day_without_year_narrow_what_another_document_tells():
    result = settled(account("a", start="2023"), account("b", month=4, day=25))
    assert str(result.start) == "2023-04-25"


def test_nothing_is_narrowed_where_two_answers_are_left():
    result = settled(account("a", start="2023"), account("b", month=4, day=25), account("c", month=4, day=26))
    assert str(result.start) == "2023"


def test_a_year_that_stands_nowhere_is_not_guessed():
    assert settled(account("a", month=4, day=25), account("b", weekday=1)).start is None


LIVES = [
    ([(Status.PLANNED, "2023-04-01"), (Status.HELD, "2023-04-26")], ["planned", "held"]),
    ([(Status.HELD, "2023-04-26"), (Status.PLANNED, "2023-04-28")], ["planned", "held"]),
    (
        [(Status.PLANNED, "2023-04-01"), (Status.POSTPONED, "2023-04-05"), (Status.HELD, "2023-05-10")],
        ["planned", "postponed", "held"],
    ),
    ([(Status.PLANNED, "2023-04-01"), (Status.CANCELLED, "2023-04-05")], ["planned", "cancelled"]),
    ([(Status.POSTPONED, None), (Status.HELD, None)], ["postponed", "held"]),
    ([(Status.HELD, None), (Status.PLANNED, "2023-04-24")], ["planned", "held"]),
    ([(Status.POSTPONED, "2023-04-03"), (Status.PLANNED, "2023-04-05")], ["postponed", "planned"]),
]


@pytest.mark.parametrize(("told", "history"), LIVES)
def test_the_life_of_a_meeting(told, history):
    accounts = [
        account(f"d{i}", status=status, published=date.fromisoformat(day) if day else None)
        for i, (status, day) in enumerate(told)
    ]
    result = settled(*accounts)
    assert [step["status"] for step in result.status_history] == history
    assert result.status == history[-1]


def test_parties_told_in_passing_are_completed_by_a_fuller_telling():
    result = settled(
        account("a", background=True), account("b", background=True), account("c", parties=frozenset({"PE", "CL", "BO"}))
    )
    assert result.parties == ("BO", "CL", "PE")
    assert not [c for c in result.conflicts if c["field"] == "parties"]


def test_a_party_that_others_deny_is_a_conflict():
    told = [account(f"d{i}", parties=frozenset({"PE", "CL"})) for i in range(4)]
    result = settled(*told, account("x", parties=frozenset({"PE", "BO"})))
    assert result.parties == ("CL", "PE")
    assert [c["value"] for c in result.conflicts if c["field"] == "parties"] == [["BO", "PE"]]


def person(name: str, office: str = "Defence Minister", role=("minister", "defence"), **values) -> Participant:
    return Participant(person=name, name=name, country="CL", office=office, role=role, **values)


def tenure(name: str, title: str, role: tuple[str, str | None], since: date, until: date = date.max) -> Tenure:
    return Tenure(name, name, title, "CL", None, *role, since, until)


TENURES = [
    tenure("Former Holder", "Minister of Defence", ("minister", "defence"), date(2018, 1, 1), date(2021, 8, 24)),
    tenure("Present Holder", "Minister of Defence", ("minister", "defence"), date(2021, 8, 25)),
    tenure("Ruling Queen Mother", "Queen", ("leader", None), date(2010, 1, 1)),
]


@pytest.mark.parametrize(
    ("participant", "flags"),
    [
        (person("Former Holder"), ("office_held_by_another",)),
        (person("Present Holder"), ()),
        (person("Holder"), ()),
        (person("Other Lady", "Queen", ("leader", None)), ("office_held_by_another",)),
        (person("Ruling", "Queen", ("leader", None)), ()),
        (person("Other Lady", "Prime Minister", ("leader", None)), ()),
    ],
)
def test_an_office_that_somebody_else_held_is_flagged_and_not_corrected(participant, flags):
    result = settled(account("a", start="2023-04-25", participants=(participant,)), tenures=TENURES)
    assert result.participants[0].name == participant.name
    assert result.participants[0].flags == flags


def test_who_hosts_in_one_document_hosts_in_the_record():
    result = settled(
        account("a", participants=(person("Host"),)), account("b", participants=(person("Host", capacity=Capacity.HOST),))
    )
    assert result.participants[0].capacity == Capacity.HOST


TITLES = [
    ({}, "Defence ministers of Chile and Peru meet in Arica"),
    ({"status": Status.PLANNED}, "Defence ministers of Chile and Peru to meet in Arica"),
    ({"status": Status.CANCELLED}, "Meeting of defence ministers of Chile and Peru in Arica cancelled"),
    ({"mode": Mode.PHONE, "city": None, "country": None}, "Defence ministers of Chile and Peru speak by phone"),
    ({"level": Level.LEADER, "portfolios": frozenset()}, "Leaders of Chile and Peru meet in Arica"),
    ({"organizations": frozenset({"un"})}, "Defence ministers of Chile, Peru and UN meet in Arica"),
]


@pytest.mark.parametrize(("values", "title"), TITLES)
def test_titles_are_plain_english(values, title):
    assert settled(account("a", **{"city": "Arica", "country": "CL"} | values)).title == title


def test_confidence_grows_with_voices_and_falls_with_conflicts():
    one = settled(account("a", city="Arica", country="CL")).confidence
    two = settled(account("a", city="Arica", country="CL"), account("b", city="Arica", country="CL")).confidence
    torn = settled(account("a", city="Arica", country="CL"), account("b", city="Iquique", country="CL")).confidence
    assert one < two
    assert torn < two


DAYS = st.sampled_from([None, "2023", "2023-04", "2023-04-25", "2023-04-26"])
ACCOUNTS = st.lists(
    st.builds(
        lambda i, start, city, status, background, published: account(
            f"d{i}", start=start, city=city, country="CL", status=status, background=background, published=published
        ),
        st.integers(0, 99),
        DAYS,
        st.sampled_from([None, "Arica", "Iquique"]),
        st.sampled_from(list(Status)),
        st.booleans(),
        st.sampled_from([None, date(2023, 4, 1), date(2023, 4, 27)]),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda a: a.document,
)


@given(ACCOUNTS, st.randoms())
def test_the_order_of_documents_changes_nothing(accounts, random):
    shuffled = list(accounts)
    random.shuffle(shuffled)
    assert settled(*shuffled) == settled(*accounts)


@given(ACCOUNTS)
def test_a_reprint_changes_nothing_but_the_count(accounts):
    reprint = replace(accounts[0], document="reprint", voice=accounts[0].voice, published=accounts[0].published)
    before, after = settled(*accounts), settled(*accounts, reprint)
    assert after.documents == before.documents + 1
    for name in ("start", "city", "parties", "status", "confidence", "title"):
        assert getattr(after, name) == getattr(before, name)
