"""Records follow a decision or a reading also where none of their own claims has changed."""

from typing import Any

import pytest

from events.models import Change, Country, Meeting, Organization, Person, PersonMention, Statement
from events.services.decisions import Actor, delete, judge, merge, pin, reject, revoke
from events.services.editing import save_named
from events.services.reference import load_countries
from events.services.writing import publish_all_left
from tests.telling import SAID, Meets, Says, tell

pytestmark = pytest.mark.django_db
EDITOR = Actor("editor")
WHY: dict[str, Any] = {"reason": "The minutes say so.", "actor": EDITOR}


def meeting(document: str) -> Meeting:
    return Meeting.objects.current().get(claims__document__external_id=document)


def of_meeting(document: str) -> dict:
    return {"resource": "meetings", "id": meeting(document).pk, **WHY}


def reject_mention(document: str, name: str, country: str):
    mention = PersonMention.objects.get(document__external_id=document, name=name, country=country)
    assert mention.person_id
    return reject(resource="persons", id=mention.person_id, mention=mention.pk, **WHY)


def judge_one(name: str) -> Person:
    """Say that the two persons of this name are one."""
    elder, younger = Person.objects.current().filter(name=name).order_by("pk")
    judge(resource="persons", id=elder.pk, other=younger.pk, same=True, **WHY)
    return Person.objects.current().get(name=name)


def test_of_two_mentions_of_a_participant_the_one_that_is_left_tells_the_country(reference_data):
    tell("a", Meets("BO CL", who=("Mamani/CL", "Mamani/PE")))
    judge_one("Mamani")
    assert [p.country_id for p in meeting("a").participations.all()] == ["PE"]
    decision = reject_mention("a", "Mamani", "PE")
    assert [p.country_id for p in meeting("a").participations.all()] == ["CL"]
    revoke(decision=decision.pk, reason="It was right.", actor=EDITOR)
    assert [p.country_id for p in meeting("a").participations.all()] == ["PE"]


def test_an_added_participant_stands_for_the_country_that_the_person_has_now(reference_data):
    both = ("Rosa Llanquileo/CL", "Rosa Llanquileo/PE")
    tell("a", Meets(who=both))
    tell("b", Meets("BO CL", start="2024-06-14"))
    rosa = judge_one("Rosa Llanquileo")
    pin(field="participants", value={"person": str(rosa.pk)}, **of_meeting("b"))
    assert [p.country_id for p in meeting("b").participations.all()] == ["PE"]
    tell("a", Meets(who=both[:1]))
    assert [p.country_id for p in meeting("b").participations.all()] == ["CL"]


def test_a_conflict_names_a_participant_as_the_record_does(reference_data):
    tell("a", Meets(who=("Llanquileo/CL",)))
    person = Person.objects.get(name="Llanquileo")
    pin(field="participants", value={"person": str(person.pk), "office": "Envoy"}, **of_meeting("a"))
    tell("b", Meets("BO CL", start="2024-06-14", who=("Rosa Llanquileo/CL",)))
    assert [c["value"] for c in meeting("a").conflicts] == ["Rosa Llanquileo: Foreign Minister"]


@pytest.mark.parametrize("how", ["silence", "rejection"])
def test_a_pin_holds_for_what_is_left_of_its_evidence(reference_data, how):
    tell("a", Meets("CL PE"))
    tell("b", Meets("BO"))
    merger = merge(other=meeting("b").pk, **of_meeting("a"))
    pin(field="city", value="Iquique", **of_meeting("a"))
    revoke(decision=merger.pk, reason="They were two.", actor=EDITOR)
    assert (meeting("a").city, meeting("b").city) == ("Iquique", None)
    if how == "silence":
        tell("a")
    else:
        reject(claim=meeting("a").claims.get().pk, **of_meeting("a"))
    assert meeting("b").city == "Iquique"


def test_a_vague_claim_is_decided_anew_where_a_rival_is_none_any_more(reference_data):
    tell("a", Meets(start="2024-03-07", who=("Rosa Llanquileo/CL", "Ana Mamani/PE")))
    tell("b", Meets(start="2024-03-14", who=("Rosa Llanquileo/CL",)))
    decision = reject_mention("a", "Ana Mamani", "PE")
    tell("c", Meets(start=None, who=("Rosa Llanquileo/CL", "Julio Mamani/PE")))
    assert Meeting.objects.current().count() == 3
    revoke(decision=decision.pk, reason="It was right.", actor=EDITOR)
    assert meeting("c") == meeting("b")


def test_a_statement_comes_back_to_the_pinned_meeting_that_is_shown_again(reference_data):
    tell("c", Meets())
    tell("x", Says(SAID[0], meeting=None))
    said = Statement.objects.get()
    pin(resource="statements", id=said.pk, field="meeting", value=str(meeting("c").pk), **WHY)
    tell("a", Meets())
    tell("b", Meets())
    delete(**of_meeting("c"))
    said.refresh_from_db()
    assert said.meeting is None
    tell("a", Meets(start="2024-06-14"))
    tell("b", Meets(start="2024-06-14"))  # most of what was deleted is elsewhere now
    said.refresh_from_db()
    assert said.meeting == meeting("c")


def rename_by_hand() -> None:
    for record, shown in ((Country.objects.get(pk="CL"), "name"), (Organization.objects.get(pk="un"), "short")):
        setattr(record, shown, "Arauco")
        save_named(record=record)


def rename_by_reference_data() -> None:
    rows = Country.objects.filter(pk__in=["CL", "PE"]).values()
    load_countries(rows=[row | {"name": "Arauco" if row["code"] == "CL" else row["name"]} for row in rows])


@pytest.mark.parametrize("rename", [rename_by_hand, rename_by_reference_data])
def test_titles_follow_the_name_of_a_country(reference_data, rename):
    tell("a", Meets("CL PE"))
    tell("b", Meets("BO PE", start="2024-06-14"))
    pin(field="organizations", value=["un"], **of_meeting("b"))
    former, seen = meeting("b").title, Change.objects.count()
    rename()
    publish_all_left()
    assert meeting("a").title == "Foreign ministers of Arauco and Peru meet"
    assert (meeting("b").title == former) == (rename is rename_by_reference_data)
    told = {change.record for change in Change.objects.all()[seen:] if change.resource == "meetings"}
    assert str(meeting("a").pk) in told
    assert publish_all_left() == 0
