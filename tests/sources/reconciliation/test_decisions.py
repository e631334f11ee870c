"""What editors decide stands above documents, before and after any import, until it is revoked."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import DatabaseError

from events.models import Decision, Meeting, Person, PersonMention, Statement
from events.services.decisions import Actor, delete, judge, merge, pin, reject, revoke, split, unpin
from events.vocabulary import Status
from sources.models import MatchSuggestion
from tests.factories import make_person
from tests.record import canonical
from tests.telling import SAID, Meets, Says, tell

pytestmark = pytest.mark.django_db
EDITOR = Actor("editor")
WHY = {"reason": "The minutes say so.", "actor": EDITOR}
ROSA, JULIO = "Rosa Llanquileo/CL", "Julio Mamani/PE"


def meeting(**values) -> Meeting:
    return Meeting.objects.current().get(**values)


def of_meeting(record: Meeting) -> dict:
    return {"resource": "meetings", "id": record.pk, **WHY}


def of_person(record: Person) -> dict:
    return {"resource": "persons", "id": record.pk, **WHY}


def of_statement(record: Statement) -> dict:
    return {"resource": "statements", "id": record.pk, **WHY}


@pytest.fixture
def told(reference_data):
    """One meeting by two documents, with a statement."""
    tell("a", Meets(city="Arica", country="CL", who=(ROSA, JULIO)), Says(SAID[0], ROSA))
    tell("b", Meets(city="Arica", country="CL", who=(ROSA,)))
    return meeting()


def shown(record: Meeting, field: str):
    record.refresh_from_db()
    dates = {"start_date": "start_earliest", "end_date": "end_earliest"}
    value = getattr(record, dates.get(field, "country_id" if field == "country" else field))
    return str(value) if field in dates else value


PINS = [
    ("title", "Talks about the tunnel", "Talks about the tunnel"),
    ("status", "cancelled", "cancelled"),
    ("mode", "video", "video"),
    ("mode", None, None),
    ("start_date", "2024-03-15", "2024-03-15"),
    ("end_date", "2024-03-16", "2024-03-16"),
    ("city", "Tacna", "Tacna"),
    ("country", "PE", "PE"),
    ("level", "leader", "leader"),
    ("portfolios", ["trade", "energy"], ["energy", "trade"]),
    ("parties", ["PE", "BO"], ["BO", "PE"]),
    ("organizations", ["un"], ["un"]),
]


@pytest.mark.parametrize(("field", "value", "expected"), PINS)
def test_a_pinned_field_stands_through_imports_until_it_is_revoked(told, field, value, expected):
    before, was = canonical(), shown(told, field)
    decision = pin(field=field, value=value, **of_meeting(told))
    assert shown(told, field) == expected
    tell("c", Meets(city="Arica", country="CL", who=(ROSA, JULIO)))
    tell("a", Meets(city="Arica", country="CL", who=(ROSA, JULIO)), Says(SAID[0], ROSA))
    assert shown(told, field) == expected
    assert meeting().pk == told.pk
    tell("c")
    revoke(decision=decision.pk, reason="The minutes were of another day.", actor=EDITOR)
    assert shown(told, field) == was
    assert canonical() == before


def test_what_documents_say_otherwise_stays_as_a_conflict_and_costs_no_confidence(told):
    sure = told.confidence
    pin(field="city", value="Tacna", **of_meeting(told))
    told.refresh_from_db()
    assert [(c["field"], c["value"], len(c["documents"])) for c in told.conflicts] == [("city", "Arica", 2)]
    assert told.confidence == sure


def test_of_two_pins_of_a_field_the_later_one_holds_and_the_former_comes_back(told):
    pin(field="city", value="Tacna", **of_meeting(told))
    second = pin(field="city", value="Lima", **of_meeting(told))
    assert pin(field="city", value="Lima", **of_meeting(told)) == second
    assert shown(told, "city") == "Lima"
    revoke(decision=second.pk, reason="Wrong.", actor=EDITOR)
    assert shown(told, "city") == "Tacna"
    assert len(unpin(field="city", **of_meeting(told))) == 1
    assert shown(told, "city") == "Arica"


def test_a_pin_follows_a_claim_whose_date_is_corrected_by_a_new_reading(told):
    pin(field="city", value="Tacna", **of_meeting(told))
    for name in ("a", "b"):
        tell(name, Meets(start="2024-03-20", city="Arica", country="CL", who=(ROSA,)))
    assert (meeting().city, str(meeting().start_earliest)) == ("Tacna", "2024-03-20")


def test_participants_are_added_changed_and_taken_away(told):
    rosa, julio = (Person.objects.current().get(name=n.partition("/")[0]) for n in (ROSA, JULIO))
    ana = make_person("Ana Quispe", "BO", is_reference=True)
    before = canonical()
    pins = [
        pin(field="participants", value={"person": str(rosa.pk), "office": "Envoy", "capacity": "host"}, **of_meeting(told)),
        pin(field="participants", value={"person": str(julio.pk), "took_part": False}, **of_meeting(told)),
        pin(field="participants", value={"person": str(ana.pk)}, **of_meeting(told)),
    ]
    tell("c", Meets(who=(ROSA, JULIO)))
    tell("c")
    assert {(p.person.name, p.country_id, p.office, p.capacity) for p in told.participations.all()} == {
        ("Rosa Llanquileo", "CL", "Envoy", "host"),
        ("Ana Quispe", "BO", None, "party"),
    }
    told.refresh_from_db()
    assert {(c["field"], c["value"]) for c in told.conflicts} == {
        ("participants", "Julio Mamani"), ("participants", "Rosa Llanquileo: Foreign Minister"),
        ("participants", "Rosa Llanquileo: party"),
    }  # fmt: skip
    for decision in pins:
        revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    assert canonical() == before


WRONG = [
    ("meetings", "title", " "),
    ("meetings", "status", "over"),
    ("meetings", "start_date", "2024-02-30"),
    ("meetings", "start_date", 5),
    ("meetings", "end_date", "2024-03-01"),
    ("meetings", "city", "x" * 121),
    ("meetings", "city", "a\0b"),
    ("meetings", "country", "QQ"),
    ("meetings", "parties", "PE"),
    ("meetings", "parties", ["PE", "QQ"]),
    ("meetings", "organizations", ["nothing"]),
    ("meetings", "portfolios", ["poetry"]),
    ("meetings", "participants", {"office": "Envoy"}),
    ("meetings", "participants", {"person": "nobody"}),
    ("meetings", "shape", "bilateral"),
    ("persons", "wikidata", "42"),
    ("persons", "name", None),
    ("statements", "speaker", None),
    ("statements", "meeting", "00000000-0000-0000-0000-000000000000"),
    ("statements", "text", "Other words."),
]


@pytest.mark.parametrize(("resource", "field", "value"), WRONG)
def test_what_cannot_be_pinned_is_refused_by_name(told, resource, field, value):
    record = {"meetings": told, "persons": Person.objects.get(name="Rosa Llanquileo"), "statements": Statement.objects.get()}
    with pytest.raises(ValidationError) as refusal:
        pin(resource=resource, id=record[resource].pk, field=field, value=value, **WHY)
    assert list(refusal.value.message_dict) == [field]
    assert not Decision.objects.exists()


def test_a_decision_needs_a_reason_and_a_record(told):
    with pytest.raises(ValidationError, match="why"):
        delete(resource="meetings", id=told.pk, reason=" ", actor=EDITOR)
    with pytest.raises(ValidationError, match="no meeting"):
        delete(resource="meetings", id=Statement.objects.get().pk, **WHY)
    with pytest.raises(ValidationError, match="none of"):
        delete(resource="towns", id=told.pk, **WHY)


@pytest.mark.parametrize("kind", [merge, split])
def test_statements_are_neither_merged_nor_split(told, kind):
    one = Statement.objects.get()
    more = {"other": one.pk} if kind is merge else {"parts": [one.pk]}
    with pytest.raises(ValidationError, match="meetings and persons only"):
        kind(**of_statement(one), **more)


@pytest.fixture
def two(reference_data):
    """Two meetings, a week apart, each by one document."""
    tell("a", Meets(start="2024-03-14", city="Arica"), Says(SAID[0], ROSA))
    tell("b", Meets(start="2024-03-21", city="Tacna"))
    return meeting(city="Arica"), meeting(city="Tacna")


def test_merged_meetings_are_one_through_imports_and_two_again_with_their_ids(two):
    first, second = two
    before = canonical()
    decision = merge(other=first.pk, **of_meeting(second))
    assert merge(other=first.pk, **of_meeting(second)) == decision
    first.refresh_from_db()
    assert (meeting().pk, first.merged_into_id, meeting().document_count) == (second.pk, second.pk, 2)
    tell("c", Meets(start="2024-03-14", city="Arica"))
    tell("a", Meets(start="2024-03-14", city="Arica"), Says(SAID[0], ROSA))
    assert (meeting().pk, meeting().document_count) == (second.pk, 3)
    tell("c")
    revoke(decision=decision.pk, reason="They were two.", actor=EDITOR)
    assert {m.pk: m.city for m in Meeting.objects.current()} == {first.pk: "Arica", second.pk: "Tacna"}
    assert canonical() == before


def test_a_split_part_is_a_meeting_of_its_own_until_a_later_merger_contradicts(told):
    before = canonical()
    decision = split(parts=list(told.claims.filter(document__external_id="b").values_list("pk", flat=True)), **of_meeting(told))
    assert sorted(m.document_count for m in Meeting.objects.current()) == [1, 1]
    assert Meeting.objects.current().filter(pk=told.pk, claims__document__external_id="a").exists()
    tell("b", Meets(city="Arica", country="CL", who=(ROSA,)))
    assert Meeting.objects.current().count() == 2
    other = Meeting.objects.current().exclude(pk=told.pk).get()
    later = merge(other=other.pk, **of_meeting(told))
    assert meeting().pk == told.pk
    revoke(decision=later.pk, reason="Wrong.", actor=EDITOR)
    assert {m.pk for m in Meeting.objects.current()} == {told.pk, other.pk}
    revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    assert meeting().pk == told.pk
    assert canonical() == before


def test_a_pin_is_made_again_where_a_merger_brought_a_later_one(two):
    first, second = two
    pin(field="city", value="Ilo", **of_meeting(first))
    pin(field="city", value="Puno", **of_meeting(second))
    merger = merge(other=second.pk, **of_meeting(first))
    assert shown(first, "city") == "Puno"
    again = pin(field="city", value="Ilo", **of_meeting(first))
    assert shown(first, "city") == "Ilo"
    assert pin(field="city", value="Ilo", **of_meeting(first)) == again
    revoke(decision=merger.pk, reason="They were two.", actor=EDITOR)
    assert (shown(first, "city"), shown(second, "city")) == ("Ilo", "Puno")


def test_a_split_is_made_again_where_a_later_merger_joined_the_part(told):
    parts = list(told.claims.filter(document__external_id="b").values_list("pk", flat=True))
    split(parts=parts, **of_meeting(told))
    merge(other=Meeting.objects.current().exclude(pk=told.pk).get().pk, **of_meeting(told))
    assert meeting().pk == told.pk
    split(parts=parts, **of_meeting(told))
    assert Meeting.objects.current().count() == 2


def test_a_judgement_is_made_again_where_the_evidence_is_another(reference_data):
    near = Meets(start="2024-03-14", city="Arica", country="CL"), Meets(start="2024-03-15", city="Arica", country="CL")
    tell("a", near[0])
    tell("b", near[1])
    pair = MatchSuggestion.objects.get()
    first = judge(resource="meetings", id=pair.left_id, other=pair.right_id, same=False, **WHY)
    assert judge(resource="meetings", id=pair.left_id, other=pair.right_id, same=False, **WHY) == first
    tell("c", near[1])
    tell("b")
    assert MatchSuggestion.objects.exists()
    judge(resource="meetings", id=pair.left_id, other=pair.right_id, same=False, **WHY)
    assert not MatchSuggestion.objects.exists()


def test_a_meeting_is_deleted_again_where_what_was_deleted_is_elsewhere(reference_data):
    for name in "abc":
        tell(name, Meets())
    told = meeting()
    first = delete(**of_meeting(told))
    assert delete(**of_meeting(told)) == first
    for name in "bc":  # most of what was deleted is of another meeting now
        tell(name, Meets(start="2024-06-14"))
    assert shown(told, "deleted_at") is None
    delete(**of_meeting(told))
    assert shown(told, "deleted_at") is not None


@pytest.mark.parametrize(("names", "fault"), [([], "Name the claims"), (["a", "b"], "something must stay")])
def test_a_part_is_split_off_not_nothing_and_not_all(told, names, fault):
    claims = told.claims.filter(document__external_id__in=names).values_list("pk", flat=True)
    with pytest.raises(ValidationError, match=fault):
        split(parts=list(claims), **of_meeting(told))


def test_a_judged_pair_is_one_or_is_suggested_no_more(reference_data):
    tell("a", Meets(start="2024-03-14", city="Arica", country="CL"))
    tell("b", Meets(start="2024-03-15", city="Arica", country="CL"))
    pair = MatchSuggestion.objects.get()
    decision = judge(resource="meetings", id=pair.left_id, other=pair.right_id, same=False, **WHY)
    assert not MatchSuggestion.objects.exists()
    tell("a", Meets(start="2024-03-14", city="Arica", country="CL"))
    assert (MatchSuggestion.objects.count(), Meeting.objects.current().count()) == (0, 2)
    judge(resource="meetings", id=pair.right_id, other=pair.left_id, same=True, **WHY)
    assert meeting().pk == min(pair.left_id, pair.right_id)
    for row in Decision.objects.standing():
        revoke(decision=row.pk, reason="Open again.", actor=EDITOR)
    assert decision.pk
    assert MatchSuggestion.objects.count() == 1


def test_a_rejected_claim_counts_for_nothing(told):
    before = canonical()
    claim = told.claims.get(document__external_id="a")
    decision = reject(claim=claim.pk, **of_meeting(told))
    assert reject(claim=claim.pk, **of_meeting(told)) == decision
    tell("a", Meets(city="Arica", country="CL", who=(ROSA, JULIO)), Says(SAID[0], ROSA))
    assert (meeting().document_count, Statement.objects.get().meeting) == (1, None)
    revoke(decision=decision.pk, reason="It was right.", actor=EDITOR)
    assert canonical() == before
    assert meeting().pk == told.pk


def test_the_only_claim_that_is_rejected_has_its_meeting_again(reference_data):
    tell("a", Meets(who=(ROSA, JULIO)))
    before, only = canonical(), meeting()
    decision = reject(claim=only.claims.get().pk, **of_meeting(only))
    tell("a", Meets(who=(ROSA, JULIO)))
    assert not Meeting.objects.current().exists()
    revoke(decision=decision.pk, reason="It was right.", actor=EDITOR)
    assert canonical() == before
    assert meeting().pk == only.pk


def test_a_rejected_mention_names_nobody(told):
    before = canonical()
    julio = Person.objects.get(name="Julio Mamani")
    decision = reject(mention=PersonMention.objects.get(person=julio).pk, **of_person(julio))
    tell("a", Meets(city="Arica", country="CL", who=(ROSA, JULIO)), Says(SAID[0], ROSA))
    assert not Person.objects.current().filter(name="Julio Mamani").exists()
    assert [p.person.name for p in told.participations.all()] == ["Rosa Llanquileo"]
    revoke(decision=decision.pk, reason="It was right.", actor=EDITOR)
    assert canonical() == before
    assert Person.objects.current().get(name="Julio Mamani").pk == julio.pk


@pytest.mark.parametrize("how", [reject, delete])
def test_a_statement_that_is_taken_out_stays_out(told, how):
    said = Statement.objects.get()
    decision = how(**of_statement(said))
    tell("a", Meets(city="Arica", country="CL", who=(ROSA, JULIO)), Says(SAID[0], ROSA))
    said.refresh_from_db()
    told.refresh_from_db()
    assert said.deleted_at
    assert told.statement_count == 0
    revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    assert Statement.objects.current().get().pk == said.pk
    told.refresh_from_db()
    assert told.statement_count == 1


def test_a_deleted_meeting_stays_deleted_whatever_tells_of_it(told):
    decision = delete(**of_meeting(told))
    tell("c", Meets(city="Arica", country="CL", who=(ROSA, JULIO)))
    assert not Meeting.objects.current().exists()
    assert Statement.objects.get().meeting is None
    with pytest.raises(ValidationError, match="deleted"):
        pin(field="city", value="Lima", **of_meeting(told))
    assert delete(**of_meeting(told)) == decision
    revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    assert (meeting().pk, meeting().document_count, meeting().statement_count) == (told.pk, 3, 1)


def test_a_deleted_person_takes_part_in_nothing_and_says_nothing(told):
    before = canonical()
    rosa = Person.objects.get(name="Rosa Llanquileo")
    decision = delete(**of_person(rosa))
    tell("b", Meets(city="Arica", country="CL", who=(ROSA,)))
    assert [p.person.name for p in told.participations.all()] == ["Julio Mamani"]
    assert not Statement.objects.current().exists()
    revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    rosa.refresh_from_db()
    assert rosa.deleted_at is None
    assert canonical() == before


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [
        ("name", "Rosa L.", "name"),
        ("country", "PE", "country_id"),
        ("organization", "un", "organization_id"),
        ("wikidata", "Q4", "wikidata"),
    ],
)
def test_a_pinned_field_of_a_person(told, field, value, column):
    rosa = Person.objects.get(name="Rosa Llanquileo")
    was, before = getattr(rosa, column), canonical()
    decision = pin(field=field, value=value, **of_person(rosa))
    tell("c", Meets(who=(ROSA,)))
    rosa.refresh_from_db()
    assert getattr(rosa, column) == value
    tell("c")
    revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    rosa.refresh_from_db()
    assert getattr(rosa, column) == was
    assert canonical() == before


def test_merged_persons_are_one_through_imports_and_two_again_with_their_ids(told):
    before = canonical()
    rosa, julio = Person.objects.get(name="Rosa Llanquileo"), Person.objects.get(name="Julio Mamani")
    decision = merge(other=rosa.pk, **of_person(julio))
    tell("b", Meets(city="Arica", country="CL", who=(ROSA,)))
    rosa.refresh_from_db()
    assert rosa.merged_into_id == julio.pk
    assert Statement.objects.get().speaker_id == julio.pk
    assert told.participations.get().person_id == julio.pk
    revoke(decision=decision.pk, reason="They are two.", actor=EDITOR)
    assert {p.person_id for p in told.participations.all()} == {rosa.pk, julio.pk}
    assert canonical() == before


@pytest.mark.parametrize("decide", [merge, partial(judge, same=True)])
@pytest.mark.parametrize("later", [(), ("c",)], ids=["at once", "after another document"])
def test_meetings_that_were_one_by_merged_persons_are_two_again_with_their_ids(reference_data, decide, later):
    ximena, others = "Ximena Condor/CL", ("d", "e")
    tell("a", Meets(who=(ROSA, JULIO)))
    for name in ("b", *others):
        tell(name, Meets(start=None, who=(ximena, JULIO)))
    before, ids = canonical(), {m.pk: told_by(m) for m in Meeting.objects.current()}
    assert sorted(ids.values()) == [["a"], ["b", "d", "e"]]
    decision = decide(other=Person.objects.get(name="Ximena Condor").pk, **of_person(Person.objects.get(name="Rosa Llanquileo")))
    for name in later:
        tell(name, Meets(who=(ROSA, JULIO)))
    assert told_by(meeting()) == sorted(["a", "b", *others, *later])
    revoke(decision=decision.pk, reason="They are two.", actor=EDITOR)
    for name in later:
        tell(name)
    assert {m.pk: told_by(m) for m in Meeting.objects.current()} == ids
    assert canonical() == before


def told_by(record: Meeting) -> list[str]:
    return sorted(record.claims.values_list("document__external_id", flat=True))


def test_a_person_of_reference_data_absorbs_another_and_is_absorbed_by_such_a_one_only(told):
    rosa = Person.objects.get(name="Rosa Llanquileo")
    known, double = (make_person(name, "CL", is_reference=True) for name in ("Roza Yankileo", "Rosa Yanquileo Soto"))
    for person in (known, double):
        person.names.update(is_reference=True)
    with pytest.raises(ValidationError, match="one that stays"):
        merge(other=known.pk, **of_person(rosa))
    with pytest.raises(ValidationError, match="edited there"):
        pin(field="name", value="Rosa", **of_person(known))
    merge(other=rosa.pk, **of_person(known))
    second = merge(other=double.pk, **of_person(known))
    double.refresh_from_db()
    assert (Statement.objects.get().speaker_id, double.merged_into_id) == (known.pk, known.pk)
    revoke(decision=second.pk, reason="Two.", actor=EDITOR)
    double.refresh_from_db()
    assert double.merged_into_id is None


def test_a_spelling_is_split_off(reference_data):
    tell("a", Meets(who=(ROSA,)))
    tell("b", Meets(who=("Llanquileo/CL",)))
    before, rosa = canonical(), Person.objects.get(name="Rosa Llanquileo")
    spelling = {"name": "Llanquileo", "country": "CL", "organization": None}
    decision = split(parts=[spelling], **of_person(rosa))
    tell("b", Meets(who=("Llanquileo/CL",)))
    names = set(Person.objects.current().filter(mentions__isnull=False).values_list("name", flat=True))
    assert names == {"Rosa Llanquileo", "Llanquileo"}
    with pytest.raises(ValidationError, match="something must stay"):
        split(parts=[spelling], **of_person(rosa))
    revoke(decision=decision.pk, reason="One.", actor=EDITOR)
    assert canonical() == before
    assert Person.objects.current().get(name="Rosa Llanquileo").pk == rosa.pk


def test_pinned_fields_of_a_statement_stand_through_imports(two):
    said, other = Statement.objects.get(), two[1]
    before = canonical()
    tell("b", Meets(start="2024-03-21", city="Tacna", who=(JULIO,)))
    julio = Person.objects.get(name="Julio Mamani")
    pins = {"speaker": str(julio.pk), "office": "Envoy", "country": "PE", "organization": "un", "kind": "direct",
            "day": "2024-03", "meeting": str(other.pk)}  # fmt: skip
    decisions = [pin(field=field, value=value, **of_statement(said)) for field, value in pins.items()]
    tell("a", Meets(start="2024-03-14", city="Arica"), Says(SAID[0], ROSA))
    now = Statement.objects.get()
    assert (now.pk, now.speaker_id, now.meeting_id, str(now.day_latest)) == (said.pk, julio.pk, other.pk, "2024-03-31")
    assert (now.office, now.country_id, now.organization_id, now.kind) == ("Envoy", "PE", "un", "direct")
    counts = {m.city: m.statement_count for m in Meeting.objects.current()}
    assert counts == {"Arica": 0, "Tacna": 1}
    decisions.append(pin(field="institution", value="Ministry of Water", **of_statement(said)))
    now.refresh_from_db()
    assert (now.speaker_id, now.institution) == (None, "Ministry of Water")
    for decision in decisions:
        revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    tell("b", Meets(start="2024-03-21", city="Tacna"))
    assert canonical() == before
    assert Statement.objects.filter(told__isnull=True).count() == 1


def test_a_decision_is_never_changed_and_revoked_once(told):
    decision = pin(field="status", value=Status.PLANNED, **of_meeting(told))
    revoke(decision=decision.pk, reason="Wrong.", actor=EDITOR)
    revoked = revoke(decision=decision.pk, reason="Again.", actor=EDITOR)
    assert revoked.revoked_reason == "Wrong."
    for change in ({"reason": "Other"}, {"revoked_at": None, "revoked_actor": None, "revoked_reason": None}, {"actor": "x"}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.all().delete()


def test_a_decision_outlasts_the_account_of_who_made_it(told, django_user_model):
    user = django_user_model.objects.create_user("former editor")
    decision = delete(resource="meetings", id=told.pk, reason="So.", actor=Actor("former editor", user.pk))
    user.delete()
    decision.refresh_from_db()
    assert (decision.by, decision.actor) == (None, "former editor")
