"""The record is settled from evidence and decisions alone: never from the order in which they came."""

import contextlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Decision, Document, Evidence, Meeting, MeetingClaim, Participation, Person, PersonMention, Statement
from events.services.decisions import Actor, delete, judge, merge, pin, reject, revoke, split
from events.services.writing import writing
from sources.models import MatchSuggestion
from sources.reconciliation.reconciler import reconcile_decision
from tests.factories import make_country
from tests.record import canonical
from tests.telling import NAMES, SAID, Meets, Says, tell

pytestmark = pytest.mark.django_db
EDITOR = Actor("editor")


class Forget(Exception):
    """The end of an example."""


WHO = [*(f"{name}/{country}" for name in NAMES[:4] for country in ("CL", "PE")), "Ximena Condor/BO"]

meets = st.builds(
    Meets,
    st.sampled_from(["CL PE", "CL PE", "BO CL PE", "BO CL"]),
    st.sampled_from(["2024-03-14", "2024-03-14", "2024-03-21", "2024-03", None]),
    st.lists(st.sampled_from(WHO), max_size=2, unique=True).map(tuple),
    st.sampled_from([None, "Arica", "Tacna"]),
)
says = st.builds(Says, st.sampled_from(SAID), st.sampled_from([*WHO[:4], "Ministry"]), st.sampled_from([None, 0]))
readings = st.tuples(st.lists(meets, min_size=1, max_size=2), st.lists(says, max_size=2, unique_by=lambda s: s.text)).map(
    lambda parts: (*parts[0], *parts[1])
)
NUMBER = st.integers(0, 50)
steps = st.one_of(
    st.tuples(st.just("tell"), st.sampled_from("abcd"), st.one_of(readings, st.just(()))),
    st.tuples(st.sampled_from(["pin", "merge", "split", "judge", "reject", "delete"]), NUMBER, NUMBER),
)


@pytest.mark.timeout(900)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=st.tuples(readings, readings, readings, readings),
    rest=st.lists(steps, min_size=3, max_size=12),
    chance=st.randoms(use_true_random=False),
)
def test_decisions_and_readings_in_any_order_give_one_record(first, rest, chance):
    with contextlib.suppress(Forget), writing():  # rolled back: each example begins with an empty record
        _in_any_order(dict(zip("abcd", first, strict=True)), rest, chance)
        raise Forget


def _in_any_order(told: dict[str, tuple[Any, ...]], rest: list[tuple[Any, ...]], chance: random.Random) -> None:
    for name, reading in told.items():
        tell(name, *reading)
    for step, one, other in rest:
        if step == "tell":
            told[one] = other
            tell(one, *other)
        else:
            _decide(step, one, other)
    expected = canonical()
    decisions = list(Decision.objects.standing())

    _forget()
    _tell_shuffled(told, chance)
    assert canonical() == expected, "the same documents anew, under decisions that stand"

    chance.shuffle(decisions)
    for decision in decisions:
        revoke(decision=decision.pk, reason="A test.", actor=EDITOR)
        if chance.random() < 0.3:
            _tell_again(told, chance)
    without = canonical()
    _forget()
    _tell_shuffled(told, chance)
    assert canonical() == without, "a revoked decision leaves no trace"

    chance.shuffle(decisions)
    for decision in decisions:
        _repeat(decision)
        if chance.random() < 0.3:
            _tell_again(told, chance)
    assert canonical() == expected, "the same decisions, made in another order"


def test_two_parties_of_many_are_compared_whoever_comes_first():
    many = "AR BO BR CL CO CR CU DO EC GT HN MX PA PE"
    for code in many.split():
        make_country(code)
    told = {"summit": Meets(many, city="Lima", country="PE"), "aside": Meets("PA PE", city="Lima", country="PE")}
    found = []
    for names in (["summit", "aside"], ["aside", "summit"]):
        _forget()
        for name in names:
            tell(name, told[name])
        found.append(canonical())
    assert len(found[0]["suggestions"]) == 1
    assert found[0] == found[1]


def _tell_shuffled(told: dict[str, tuple[Any, ...]], chance: random.Random) -> None:
    names = list(told)
    chance.shuffle(names)
    for name in names:
        tell(name, *told[name])


def _tell_again(told: dict[str, tuple[Any, ...]], chance: random.Random) -> None:
    """A document that says something else for a moment."""
    name, other = chance.choice(list(told)), chance.choice(list(told))
    tell(name, *told[other])
    tell(name, *told[name])


def _forget() -> None:
    """All that documents told; the decisions stay."""
    Meeting.objects.update(merged_into=None)
    Person.objects.update(merged_into=None)
    for model in (MatchSuggestion, Evidence, Statement, MeetingClaim, Participation, PersonMention, Meeting, Document):
        model.objects.all().delete()
    Person.objects.filter(is_reference=False).delete()


def _repeat(decision: Decision) -> None:
    """The decision once more, with the time at which it was made."""
    names = ("kind", "resource", "target", "anchor", "payload", "evidence", "reason", "actor", "at")
    again = Decision.objects.create(**{name: getattr(decision, name) for name in names})
    reconcile_decision(again)


def _of(rows: list[Any], number: int) -> Any:
    return rows[number % len(rows)] if rows else None


def _decide(step: str, one: int, other: int) -> None:
    """Some decision of the kind, on records that the numbers pick; what cannot be decided is not."""
    meetings = list(Meeting.objects.current().order_by("pk"))
    persons = list(Person.objects.current().filter(mentions__isnull=False).distinct().order_by("pk"))
    statements = list(Statement.objects.current().order_by("pk"))
    decide: dict[str, Callable[[], Any]] = {
        "pin": lambda: _pin(one, other, meetings, persons, statements),
        "merge": lambda: _link(merge, one, other, meetings, persons),
        "judge": lambda: _link(judge, one, other, meetings, persons, same=one % 3 == 0),
        "split": lambda: _split(one, other, meetings, persons),
        "reject": lambda: _reject(one, other, meetings, persons, statements),
        "delete": lambda: _delete(one, other, meetings, persons, statements),
    }
    try:
        with transaction.atomic():
            decide[step]()
    except ValidationError:
        return


def _word(resource: str, row: Any) -> dict[str, Any]:
    return {"resource": resource, "id": row.pk, "reason": "A test.", "actor": EDITOR}


def _pin(one: int, other: int, meetings: list[Any], persons: list[Any], statements: list[Any]) -> None:
    meeting, person, statement = _of(meetings, one), _of(persons, other), _of(statements, one)
    choice = other % 8
    if choice == 0 and person:
        pin(field="name", value="Rosa Pinned", **_word("persons", person))
    elif choice == 1 and statement and person:
        pin(field="speaker", value=str(person.pk), **_word("statements", statement))
    elif choice == 2 and statement and meeting:
        pin(field="meeting", value=str(meeting.pk), **_word("statements", statement))
    elif choice == 3 and meeting and person:
        pin(field="participants", value={"person": str(person.pk), "office": "Envoy"}, **_word("meetings", meeting))
    elif choice == 4 and meeting and person:
        pin(field="participants", value={"person": str(person.pk), "took_part": False}, **_word("meetings", meeting))
    elif choice == 5 and meeting:
        pin(field="start_date", value="2024-03-14", **_word("meetings", meeting))
    elif meeting:
        pin(field="city", value=["Iquique", None][one % 2], **_word("meetings", meeting))


def _link(how: Callable[..., Any], one: int, other: int, meetings: list[Any], persons: list[Any], **more: Any) -> None:
    resource, rows = ("persons", persons) if one % 2 else ("meetings", meetings)
    if len(rows) > 1:
        left, right = _of(rows, one // 2), _of(rows, one // 2 + 1 + other % (len(rows) - 1))
        how(other=right.pk, **_word(resource, left), **more)


def _split(one: int, other: int, meetings: list[Any], persons: list[Any]) -> None:
    if one % 2 and persons:
        person = _of(persons, other)
        spelled = person.mentions.order_by("name", "country", "organization").values("name", "country", "organization")
        split(parts=list(spelled.distinct())[:1], **_word("persons", person))
    elif meetings:
        several = [m for m in meetings if m.claims.count() > 1] or meetings
        meeting = _of(several, other)
        claims = list(meeting.claims.order_by("document__external_id", "ordinal").values_list("pk", flat=True))
        split(parts=claims[: 1 + one % 2], **_word("meetings", meeting))


def _reject(one: int, other: int, meetings: list[Any], persons: list[Any], statements: list[Any]) -> None:
    if one % 3 == 0 and statements:
        reject(**_word("statements", _of(statements, other)))
    elif one % 3 == 1 and meetings:
        meeting = _of(meetings, other)
        reject(claim=meeting.claims.order_by("document__external_id", "ordinal")[0].pk, **_word("meetings", meeting))
    elif persons:
        person = _of(persons, other)
        reject(mention=person.mentions.order_by("document__external_id", "ordinal")[0].pk, **_word("persons", person))


def _delete(one: int, other: int, meetings: list[Any], persons: list[Any], statements: list[Any]) -> None:
    resource, rows = [("meetings", meetings), ("persons", persons), ("statements", statements)][one % 3]
    if rows:
        delete(**_word(resource, _of(rows, other)))
