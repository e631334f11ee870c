"""Deciding: which claims are one meeting, in whatever order they come."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from events.partial_dates import PartialDate
from events.vocabulary import Level, Mode, Status
from sources.reconciliation.comparing import IMPOSSIBLE, THRESHOLD, Candidate, compare
from sources.reconciliation.deciding import decide


def candidate(document: str, ordinal: int = 0, **values) -> Candidate:
    if isinstance(values.get("start"), str):
        values["start"] = PartialDate.parse(values["start"])
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
    one = candidate("a", start="2013-09", persons=frozenset({("PE", "p1"), ("CL", "c1")}))
    other = candidate("b", persons=frozenset({("PE", "p1"), ("CL", "c2")}))
    assert clusters(one, other) == {frozenset("a"), frozenset("b")}


def test_some_of_the_parties_told_in_passing():
    full = candidate("a", start="2023-04-25", entities=frozenset({"PE", "CL", "BO"}), city="Arica", country="CL")
    passing = candidate("b", month=4, city="Arica", country="CL")
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


CANDIDATES = st.lists(
    st.builds(
        lambda i, n, start, weekday, city, entities, mode: candidate(
            f"d{i}", n, start=start, weekday=weekday, city=city, country="CL", entities=frozenset(entities), mode=mode
        ),
        st.integers(0, 5),
        st.integers(0, 2),
        st.sampled_from([None, "2023", "2023-04", "2023-04-24", "2023-04-25", "2023-04-26"]),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, "Arica", "Iquique"]),
        st.sampled_from([("PE", "CL"), ("PE", "CL", "BO"), ("PE", "BO")]),
        st.sampled_from([Mode.IN_PERSON, Mode.PHONE]),
    ),
    max_size=9,
    unique_by=lambda c: c.key,
)


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
