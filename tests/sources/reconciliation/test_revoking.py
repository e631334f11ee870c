"""Mergers that are taken back, in any order: every id is again what it was, as far as no other merger stands."""

import contextlib
import random
from collections import defaultdict
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Decision, Meeting, MeetingClaim, Person, PersonMention
from events.services.decisions import Actor, judge, merge, revoke
from events.services.writing import writing
from tests.record import canonical
from tests.telling import Meets, tell

pytestmark = pytest.mark.django_db
EDITOR = Actor("editor")
WHY: dict[str, Any] = {"reason": "A test.", "actor": EDITOR}
MODELS: dict[str, type[Model]] = {"meetings": Meeting, "persons": Person}

TOLD = {
    "a": Meets(start="2024-01-11", city="Arica", who=("Rosa Llanquileo/CL",)),
    "b": Meets(start="2024-03-14", city="Lima", who=("Julio Mamani/PE",)),
    "c": Meets(start="2024-05-16", city="Tacna", who=("Ximena Condor/BO",)),
    "d": Meets(start="2024-07-18", city="Iquique", who=("Ana Mamani/CL",)),
    "c again": Meets(start="2024-05-16", city="Tacna", who=("Condor/BO",)),
    "c once more": Meets(start="2024-05-16", city="Tacna"),
}
"""Four meetings and four persons, of which some have more evidence than others."""
NEWS = {
    "a later": Meets(start="2024-01-11", city="Arica", who=("Llanquileo/CL",)),
    "b later": Meets(start="2024-03-14", city="Lima", who=("Mamani/PE",)),
    "b at last": Meets(start="2024-03-14", city="Lima", who=("Julio Mamani/PE",)),
}
"""What documents tell of them later on."""


def content(resource: str) -> dict[UUID, set[Any]]:
    """The evidence that each id has."""
    found: dict[UUID, set[Any]] = defaultdict(set)
    of_meetings = MeetingClaim.objects.values_list("meeting", "document__external_id")
    for key, told in of_meetings if resource == "meetings" else PersonMention.objects.values_list("person", "name"):
        found[key].add(told)
    return found


@pytest.mark.parametrize("resource", ["meetings", "persons"])
@pytest.mark.parametrize("inner_first", [True, False])
def test_a_chain_of_mergers_comes_apart_from_either_end(reference_data, resource, inner_first):
    for name, told in TOLD.items():
        tell(name, told)
    before, own = canonical(), dict(content(resource))
    b, a, d, c = sorted(own, key=lambda key: (len(own[key]), key))  # the innermost has the most evidence
    standing: dict[UUID, Decision] = {}
    for target, absorbed in ((b, c), (a, b), (d, a)):
        standing[absorbed] = merge(resource=resource, id=target, other=absorbed, **WHY)
        _check(resource, own, standing)
    for absorbed in (c, b, a) if inner_first else (a, b, c):
        revoke(decision=standing.pop(absorbed).pk, **WHY)
        _check(resource, own, standing)
    assert canonical() == before


def test_an_id_that_documents_have_merged_goes_back_with_the_one_that_it_led_to(reference_data):
    for name in "abc":
        tell(name, TOLD[name])
    a, b, c = (Meeting.objects.get(claims__document__external_id=name) for name in "abc")
    tell("c", TOLD["b"])
    decision = merge(resource="meetings", id=a.pk, other=b.pk, **WHY)
    c.refresh_from_db()
    assert c.merged_into == a
    revoke(decision=decision.pk, **WHY)
    c.refresh_from_db()
    assert c.merged_into == b


@pytest.mark.parametrize("resource", ["meetings", "persons"])
def test_what_no_document_tells_any_more_leads_to_nobody_when_its_merger_is_revoked(reference_data, resource):
    for name in "ab":
        tell(name, TOLD[name])
    (a, _), (b, _) = sorted(content(resource).items(), key=lambda item: "Julio Mamani" in item[1] or "b" in item[1])
    decision = merge(resource=resource, id=a, other=b, **WHY)
    tell("b")
    revoke(decision=decision.pk, **WHY)
    gone = MODELS[resource]._default_manager.get(pk=b)
    assert (gone.merged_into, gone.deleted_at is None) == (None, False)


def content_of(resource: str, document: str) -> set[str]:
    """The evidence that one document gives."""
    return {document} if resource == "meetings" else {who.partition("/")[0] for who in (TOLD | NEWS)[document].who}


class Forget(Exception):
    """The end of an example."""


NUMBER = st.integers(0, 50)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["merge", "merge", "judge", "revoke"]), NUMBER, NUMBER),
    st.tuples(st.just("tell"), st.sampled_from([*TOLD, *NEWS]), st.none()),
)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("resource", ["meetings", "persons"])
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    order=st.permutations(list(TOLD)),
    steps=st.lists(STEPS, min_size=2, max_size=10),
    chance=st.randoms(use_true_random=False),
)
def test_ids_lead_and_hold_what_the_mergers_that_stand_say(reference_data, resource, order, steps, chance):
    with contextlib.suppress(Forget), writing():  # rolled back: each example begins with an empty record
        _merge_and_revoke(resource, order, steps, chance)
        raise Forget


def _merge_and_revoke(resource: str, order: list[str], steps: list[tuple[Any, ...]], chance: random.Random) -> None:
    for name in order:
        tell(name, TOLD[name])
    own = dict(content(resource))
    assert len(own) == 4
    standing: dict[UUID, Decision] = {}
    for step, one, other in steps:
        if step == "tell":
            tell(one, (TOLD | NEWS)[one])
            of_what = content_of(resource, one[0])
            next(told for told in own.values() if told & of_what).update(content_of(resource, one))
            order = [*order, one]
        elif step == "revoke":
            _revoke(standing, one)
        else:
            _merge(resource, sorted(set(own) - set(standing)), one, other, standing, same=step == "judge")
        _check(resource, own, standing)
    while standing:
        _revoke(standing, chance.randrange(50))
        _check(resource, own, standing)
    before = canonical()
    chance.shuffle(order)
    for name in order:
        tell(name, (TOLD | NEWS)[name])
    _check(resource, own, standing)
    assert canonical() == before


def _merge(resource: str, alive: list[UUID], one: int, other: int, standing: dict[UUID, Decision], same: bool) -> None:
    if len(alive) < 2:
        return
    target, absorbed = alive[one % len(alive)], alive[(one + 1 + other % (len(alive) - 1)) % len(alive)]
    if same:
        decision = judge(resource=resource, id=target, other=absorbed, same=True, **WHY)
    else:
        decision = merge(resource=resource, id=target, other=absorbed, **WHY)
    standing[UUID(decision.payload["other"])] = decision


def _revoke(standing: dict[UUID, Decision], number: int) -> None:
    if standing:
        decision = standing.pop(sorted(standing)[number % len(standing)])
        revoke(decision=decision.pk, **WHY)


def _check(resource: str, own: dict[UUID, set[Any]], standing: dict[UUID, Decision]) -> None:
    """Each id leads to where the mergers that stand lead, one after the other, and there is all that they bring together."""
    leads: dict[UUID, UUID | None] = {}
    holds: dict[UUID, set[Any]] = defaultdict(set)
    for key, told in own.items():
        end = key
        while end in standing:
            end = standing[end].target
        leads[key] = end if end != key else None
        holds[end] |= told
    assert content(resource) == holds
    assert dict(MODELS[resource]._default_manager.filter(deleted_at=None, pk__in=own).values_list("pk", "merged_into")) == leads


@pytest.mark.parametrize("resource", ["meetings", "persons"])
def test_what_is_told_between_a_merger_and_its_revocation_takes_no_id_away(reference_data, resource):
    for name in "ca":
        tell(name, TOLD[name])
    (survivor, its), (other, others) = sorted(content(resource).items())
    decision = merge(resource=resource, id=survivor, other=other, **WHY)
    for name in ("a later", "a at last"):
        tell(name, NEWS["a later"])
    revoke(decision=decision.pk, **WHY)
    now = content(resource)
    assert now[survivor] == its
    assert now[other] == others | ({"a later", "a at last"} if resource == "meetings" else {"Llanquileo"})


MET = {
    "a": Meets(who=("Rosa Llanquileo/CL", "Julio Mamani/PE")),
    "b": Meets(start=None, who=("Ximena Condor/CL", "Julio Mamani/PE")),
    "c": Meets(start=None, who=("Ximena Condor/CL", "Julio Mamani/PE")),
    "d": Meets(start=None, who=("Ana Mamani/CL", "Julio Mamani/PE")),
}
"""Three meetings that are told apart by who was there alone."""


@pytest.mark.timeout(900)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    order=st.permutations(list(MET)),
    steps=st.lists(st.one_of(st.tuples(NUMBER, NUMBER), st.sampled_from(list(MET))), min_size=2, max_size=6),
    chance=st.randoms(use_true_random=False),
)
def test_meetings_that_merged_persons_made_one_have_their_ids_again(reference_data, order, steps, chance):
    with contextlib.suppress(Forget), transaction.atomic():  # rolled back; each decision is published, as they are
        for name in order:
            tell(name, MET[name])
        before, own = canonical(), dict(content("meetings"))
        assert len(own) == 3
        persons = sorted(Person.objects.current().filter(country="CL", is_reference=False).values_list("pk", flat=True))
        standing: dict[UUID, Decision] = {}
        for step in steps:
            if isinstance(step, str):
                tell(step, MET[step])
            else:
                _merge("persons", sorted(set(persons) - set(standing)), *step, standing, same=chance.random() < 0.5)
            if chance.random() < 0.3:
                _revoke(standing, chance.randrange(50))
        while standing:
            _revoke(standing, chance.randrange(50))
        assert dict(content("meetings")) == own
        assert canonical() == before
        raise Forget
