"""Deciding: which claims are one meeting, in whatever order they come."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.partial_dates import PartialDate
from events.vocabulary import Level, Mode, Status
from sources.reconciliation.comparing import IMPOSSIBLE, THRESHOLD, Candidate, Delegate, compare
from sources.reconciliation.deciding import decide


def candidate(document: str, ordinal: int = 0, **values) -> Candidate:
    for name in ("start", "end"):
        if isinstance(values.get(name), str):
            values[name] = PartialDate.parse(values[name])
    if isinstance(values.get("published"), str):
        values["published"] = date.fromisoformat(values["published"])
    fixed = {
        "key": (document, "0", ordinal),
        "entities": frozenset({"PE", "CL"}),
        "status": Status.HELD,
        "mode": Mode.IN_PERSON,
        "level": Level.MINISTER,
        "portfolios": frozenset({"defence"}),
    }
    return Candidate(**{**fixed, **values})


def clusters(*candidates: Candidate) -> set[frozenset[str]]:
    return {frozenset(key[0] for key in cluster) for cluster in decide(candidates).clusters}


def delegates(*told: str) -> frozenset[Delegate]:
    """From "PE Ana Quispe"; a name is a person of its own."""
    return frozenset(Delegate(party, name, name) for party, name in (one.split(" ", 1) for one in told))


def test_planned_and_held_on_one_day_are_one_meeting():
    planned, held = candidate("a", start="2023-04-25", status=Status.PLANNED), candidate("b", start="2023-04-25")
    assert clusters(planned, held) == {frozenset("ab")}


def test_talks_on_the_morrow_are_other_talks():
    assert clusters(candidate("a", start="2023-04-25"), candidate("b", start="2023-04-26")) == {frozenset("a"), frozenset("b")}


def test_a_call_is_no_visit():
    assert compare(candidate("a", start="2023-04-25"), candidate("b", start="2023-04-25", mode=Mode.PHONE)).total < THRESHOLD


def test_two_claims_of_one_document_are_never_joined():
    assert len(decide([candidate("a", 0, start="2023-04-25"), candidate("a", 1, start="2023-04-25")]).clusters) == 2


def test_a_weekday_that_does_not_fit_the_day_forbids():
    tuesday, wednesday = candidate("a", start="2023-04-25"), candidate("b", weekday=2)
    assert compare(tuesday, wednesday).total == IMPOSSIBLE
    assert clusters(tuesday, candidate("c", weekday=1)) == {frozenset("ac")}


def test_a_vague_claim_joins_the_only_meeting_that_it_fits():
    assert clusters(candidate("a", start="2023-04-25"), candidate("b", start="2023-04", city=None)) == {frozenset("ab")}


def test_a_vague_claim_that_fits_two_meetings_stays_open_and_is_suggested():
    one, two = candidate("a", start="2023-04-11"), candidate("b", start="2023-04-25")
    vague = candidate("c", start="2023-04")
    decision = decide([one, two, vague])
    assert {frozenset(k[0] for k in c) for c in decision.clusters} == {frozenset("a"), frozenset("b"), frozenset("c")}
    assert {tuple(sorted((x[0], y[0]))) for x, y, _ in decision.suggestions} == {("a", "c"), ("b", "c")}


def test_another_president_of_one_country_met_at_another_time():
    one = candidate("a", start="2013-09", persons=delegates("PE Ana Quispe", "CL Juan Soto"))
    other = candidate("b", persons=delegates("PE Ana Quispe", "CL Luis Pino"))
    assert clusters(one, other) == {frozenset("a"), frozenset("b")}


def test_some_of_the_parties_told_in_passing():
    full = candidate("a", start="2023-04-25", entities=frozenset({"PE", "CL", "BO"}), city="Arica", country="CL")
    passing = candidate("b", month=4, city="Arica", country="CL", main=False)
    assert clusters(full, passing) == {frozenset("ab")}


def test_other_parties_or_another_portfolio_is_another_meeting():
    base = candidate("a", start="2023-04-25", city="Arica", country="CL")
    for other in (
        replace(base, key=("b", "0", 0), entities=frozenset({"PE", "BO"})),
        replace(base, key=("b", "0", 0), portfolios=frozenset({"finance"}), city=None, country=None),
    ):
        assert len(clusters(base, other)) == 2


def test_a_document_that_errs_in_the_city_alone_tells_of_the_same_meeting():
    base = candidate("a", start="2023-04-25", city="Arica", country="CL")
    assert clusters(base, replace(base, key=("b", "0", 0), city="Iquique")) == {frozenset("ab")}


SUMMIT = frozenset({"BO", "BR", "CL", "PE", "PY"})
LEADERS = {"level": Level.LEADER, "portfolios": frozenset()}
BOTH = delegates("PE Ana Quispe", "CL Juan Soto")
ARICA = {"city": "Arica", "country": "CL"}
DAY = {"start": "2023-04-25"}
GUESTS = LEADERS | {"country": "CL"}
HOSTED = {"entities": frozenset({"PE", "CL", "andean-community"})}

# What one document tells, what another one tells, whether they tell of one meeting.
TELLINGS = [
    # A meeting's life
    (DAY | {"status": Status.PLANNED}, DAY | {"status": Status.CANCELLED}, True),
    (
        DAY | ARICA | {"status": Status.PLANNED, "published": "2023-04-20"},
        ARICA | {"weekday": 1, "published": "2023-04-26"},
        True,
    ),
    ({"start": "2023-04", "status": Status.PLANNED}, DAY, True),
    (
        {"start": "2023-09", "status": Status.CANCELLED, "city": "Arica", "country": "CL"},
        {"start": "2023-09-05"} | LEADERS,
        False,
    ),
    (DAY | ARICA | {"status": Status.POSTPONED}, ARICA | {"start": "2023-05-11"}, True),
    (ARICA | {"start": "2023-05", "status": Status.POSTPONED}, DAY | ARICA | {"status": Status.POSTPONED}, True),
    (DAY | ARICA | {"status": Status.PLANNED}, ARICA | {"start": "2023-05-11"}, False),  # nobody tells that it was put off
    (DAY | ARICA, ARICA | {"start": "2023-05-11", "status": Status.POSTPONED}, False),  # the next talks
    (DAY | ARICA | {"status": Status.POSTPONED}, ARICA | {"start": "2023-11-11"}, False),
    # Dates, precise and vague
    (DAY, {"start": "2023-04-27"}, False),  # twice in a week
    (DAY | {"end": "2023-04-28"}, {"start": "2023-04-27"}, True),
    (DAY | {"persons": BOTH}, {"start": "2023", "persons": BOTH}, True),
    (DAY, {"start": "2022"}, False),
    (DAY | ARICA, {"month": 4, "day": 25}, True),
    (DAY | ARICA, {"month": 4, "day": 24}, False),
    (DAY | ARICA, ARICA | {"month": 4, "weekday": 1}, True),
    # The day of publication: held before it, planned for after it
    (DAY | ARICA, ARICA | {"published": "2023-04-26"}, True),
    (DAY | ARICA, ARICA | {"published": "2023-04-10"}, False),
    (DAY | ARICA, ARICA | {"published": "2023-06-10", "status": Status.PLANNED}, False),
    (ARICA | {"published": "2023-04-25"}, ARICA | {"published": "2023-04-26"}, True),
    (ARICA | {"published": "2023-04-25"}, ARICA | {"published": "2023-09-26", "main": False}, False),
    # What both sides say of one call across the date line
    (
        DAY | LEADERS | {"mode": Mode.PHONE, "persons": BOTH},
        LEADERS | {"start": "2023-04-26", "mode": Mode.PHONE, "persons": BOTH},
        True,
    ),
    (DAY | LEADERS | {"persons": BOTH}, LEADERS | {"start": "2023-04-26", "persons": BOTH}, False),
    # Some of the parties
    (DAY | LEADERS | ARICA | {"entities": SUMMIT}, DAY | LEADERS | ARICA, False),  # on the sidelines
    (DAY | LEADERS | ARICA | {"entities": SUMMIT}, DAY | LEADERS | ARICA | {"entities": SUMMIT - {"BO"}}, True),
    ({"entities": frozenset({"PE", "CL", "BO"}), "main": False}, DAY, False),  # the fuller one is undated
    (DAY | ARICA | {"entities": frozenset({"PE", "CL", "BO"})}, ARICA | {"month": 4, "main": False}, True),
    (DAY, DAY | {"entities": frozenset({"PE", "BO"})}, False),
    # "A summit in C in April", by those whom an organization had called there
    (GUESTS | {"start": "2023-04", "main": False}, GUESTS | HOSTED | {"month": 4, "day": 25}, True),
    (GUESTS | {"start": "2023-04", "main": False, "persons": BOTH}, GUESTS | HOSTED | {"month": 4, "day": 25}, False),
    (GUESTS | {"start": "2023-04", "main": False}, GUESTS | {"entities": frozenset({"PE", "CL", "BO"}), "month": 4}, False),
    (GUESTS | {"start": "2023-04"}, GUESTS | HOSTED | {"month": 4, "day": 25}, False),  # what a document is about
    # Who took part
    (DAY | LEADERS | {"persons": BOTH}, DAY | LEADERS | {"persons": delegates("PE Ana Quispe", "CL Eva Rojas")}, False),
    (DAY | LEADERS | {"persons": BOTH}, DAY | LEADERS | {"persons": delegates("PE Quispe", "CL Soto")}, True),
    (DAY | ARICA | {"persons": BOTH}, DAY | ARICA | {"persons": delegates("PE Ana Quispe", "CL Eva Rojas")}, True),  # one errs
    # Rank
    (DAY, DAY | {"portfolios": frozenset({"finance"})}, False),
    (DAY, DAY | LEADERS, False),
    # Places in two spellings
    (
        DAY | {"city": "Kyiv", "country": "UA"},
        {"start": "2023-04", "city": "Kiev", "country": "UA", "portfolios": frozenset()},
        True,
    ),
    ({"start": "2023-04"} | ARICA, {"start": "2023-04", "city": "Tacna", "country": "PE"}, False),
]


@pytest.mark.parametrize(("one", "other", "same"), TELLINGS)
def test_what_two_documents_tell(one, other, same):
    found = clusters(candidate("a", **one), candidate("b", **other))
    assert found == ({frozenset("ab")} if same else {frozenset("a"), frozenset("b")})


def test_a_meeting_put_off_is_one_from_the_plan_to_the_day_it_was_held():
    plan = candidate("a", start="2023-04-25", status=Status.PLANNED, **ARICA)
    put_off = candidate("b", start="2023-04-25", status=Status.POSTPONED, **ARICA)
    held = candidate("c", start="2023-05-11", **ARICA)
    assert clusters(plan, put_off, held) == {frozenset("abc")}
    assert clusters(plan, held) == {frozenset("a"), frozenset("c")}


def test_which_of_two_talks_of_a_day_another_document_means_stays_open():
    day = {"start": "2024-01-12", **LEADERS}
    first = candidate("a", 0, persons=delegates("PE Ana Quispe", "CL Juan Soto"), **day)
    second = candidate("a", 1, persons=delegates("PE Ana Quispe", "CL Eva Rojas"), **day)
    unnamed = candidate("b", 0, persons=delegates("PE Ana Quispe"), **day)
    assert len(decide([first, second, unnamed]).clusters) == 3
    named = candidate("b", 1, persons=delegates("PE Ana Quispe", "CL Juan Soto"), **day)
    assert sorted(len(cluster) for cluster in decide([first, second, unnamed, named]).clusters) == [2, 2]


def test_a_claim_that_has_found_its_meeting_leaves_the_other_to_the_claim_beside_it():
    """Both vague claims fit both meetings; one of them tells a month."""
    spring, autumn = candidate("a", start="2023-04-25", **ARICA), candidate("b", start="2023-10-10", **ARICA)
    vague = candidate("c", 0, month=4, **ARICA), candidate("c", 1, **ARICA)
    found = decide([spring, autumn, *vague]).clusters
    assert {frozenset(key[::2] for key in cluster) for cluster in found} == {
        frozenset({("a", 0), ("c", 0)}),
        frozenset({("b", 0), ("c", 1)}),
    }


CANDIDATES = st.lists(
    st.builds(
        lambda i, n, start, weekday, city, entities, mode, status: candidate(
            f"d{i}",
            n,
            start=start,
            weekday=weekday,
            city=city,
            country="CL",
            entities=frozenset(entities),
            mode=mode,
            status=status,
        ),
        st.integers(0, 5),
        st.integers(0, 2),
        st.sampled_from([None, "2023", "2023-04", "2023-04-24", "2023-04-25", "2023-04-26"]),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, "Arica", "Iquique"]),
        st.sampled_from([("PE", "CL"), ("PE", "CL", "BO"), ("PE", "BO")]),
        st.sampled_from([Mode.IN_PERSON, Mode.PHONE]),
        st.sampled_from([Status.HELD, Status.HELD, Status.PLANNED, Status.POSTPONED]),
    ),
    max_size=9,
    unique_by=lambda c: c.key,
)


@settings(deadline=None)  # a busy machine is no fault
@given(CANDIDATES, st.randoms())
def test_the_order_of_claims_changes_nothing(candidates, random):
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert decide(shuffled) == decide(candidates)


@given(CANDIDATES)
def test_every_claim_is_in_one_cluster_that_holds_no_impossible_pair(candidates):
    by_key = {c.key: c for c in candidates}
    found = decide(candidates).clusters
    assert sorted(key for cluster in found for key in cluster) == sorted(by_key)
    for cluster in found:
        assert all(compare(by_key[a], by_key[b]).total > IMPOSSIBLE for a in cluster for b in cluster if a < b)


@given(CANDIDATES)
def test_comparing_is_symmetric(candidates):
    for a in candidates:
        for b in candidates:
            assert compare(a, b).total == compare(b, a).total


def test_however_much_hangs_together_its_order_plays_no_part():
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(40)]
    claims = [candidate(f"d{number}", start=str(days[number % 40])) for number in range(640)]
    claims += [candidate(f"v{number}", start="2023-01") for number in range(20)]
    decision = decide(claims)
    assert sorted(map(len, decision.clusters)) == [16] * 40 + [20]
    random.Random(1).shuffle(claims)
    assert decide(claims) == decision
