"""Editors decide on the pages of the admin: who may, with a reason, and the record follows at once."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from events.models import Decision, Meeting, Person, Statement
from sources.models import MatchSuggestion
from tests.telling import SAID, Meets, Says, tell

pytestmark = pytest.mark.django_db
ROSA, JULIO = "Rosa Llanquileo/CL", "Julio Mamani/PE"


@pytest.fixture
def told(db: None) -> Meeting:
    tell("a", Meets(city="Arica", country="CL", who=(ROSA, JULIO)), Says(SAID[0], ROSA))
    tell("b", Meets(city="Arica", country="CL", who=(ROSA,)))
    return Meeting.objects.current().get()


def page(resource: str, record: Any, kind: str) -> str:
    return reverse("admin:events_decision_decide", args=[resource, record.pk, kind])


def decide(client: Client, resource: str, record: Any, kind: str, **fields: Any) -> Any:
    """Post the form as an editor does who has looked at it first."""
    assert client.get(page(resource, record, kind)).status_code == 200
    return client.post(page(resource, record, kind), {"reason": "The minutes say so.", **fields})


def test_a_field_is_pinned_and_the_pin_revoked(told: Meeting, admin_client: Client):
    assert decide(admin_client, "meetings", told, "pin", field="city", value="Tacna").status_code == 302
    told.refresh_from_db()
    assert told.city == "Tacna"
    decision = Decision.objects.get()
    assert (decision.reason, decision.actor, str(decision.by)) == ("The minutes say so.", "admin", "admin")
    shown = admin_client.get(reverse("admin:events_meeting_change", args=[told.pk])).content.decode()
    assert "city = Tacna" in shown
    assert "The minutes say so." in shown
    revoking = reverse("admin:events_decision_revoke", args=[decision.pk])
    assert revoking in admin_client.get(reverse("admin:events_decision_change", args=[decision.pk])).content.decode()
    assert admin_client.post(revoking, {"reason": ""}).status_code == 422
    assert admin_client.post(revoking, {"reason": "Misread them."}).status_code == 302
    told.refresh_from_db()
    assert told.city == "Arica"
    assert "revoked by admin" in admin_client.get(reverse("admin:events_meeting_change", args=[told.pk])).content.decode()


def test_all_pins_of_a_field_are_revoked_at_once(told: Meeting, admin_client: Client):
    for field, value in (("city", "Tacna"), ("city", "Lima"), ("mode", "video")):
        decide(admin_client, "meetings", told, "pin", field=field, value=value)
    form = admin_client.get(page("meetings", told, "unpin")).content.decode()
    assert [f'<option value="{field}"' in form for field in ("city", "mode", "level")] == [True, True, False]
    assert decide(admin_client, "meetings", told, "unpin", field="level").status_code == 422
    assert decide(admin_client, "meetings", told, "unpin", field="city").status_code == 302
    told.refresh_from_db()
    assert (told.city, told.mode) == ("Arica", "video")
    assert Decision.objects.filter(revoked_actor="admin", revoked_reason="The minutes say so.").count() == 2


def test_who_may_decide_but_not_revoke_unpins_nothing(told: Meeting, client: Client, admin_client: Client, django_user_model):
    decide(admin_client, "meetings", told, "pin", field="city", value="Tacna")
    user = django_user_model.objects.create_user("junior", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=("view_meeting", "add_decision")))
    client.force_login(user)
    shown = client.get(reverse("admin:events_meeting_change", args=[told.pk])).content.decode()
    assert [page("meetings", told, kind) in shown for kind in ("pin", "unpin")] == [True, False]
    assert client.post(page("meetings", told, "unpin"), {"field": "city", "reason": "So."}).status_code == 403
    assert Decision.objects.standing().count() == 1


def test_every_kind_of_decision_has_its_form(told: Meeting, admin_client: Client):
    rosa, julio = (Person.objects.get(name=name.partition("/")[0]) for name in (ROSA, JULIO))
    said = Statement.objects.get()
    claims = list(told.claims.order_by("document__external_id"))
    mention = julio.mentions.get()
    posts: list[tuple[str, Any, str, dict[str, Any]]] = [
        ("meetings", told, "pin", {"field": "parties", "value": "CL, PE, BO"}),
        ("meetings", told, "participant", {"person": rosa.pk, "took_part": "on", "office": "Envoy"}),
        ("persons", rosa, "pin", {"field": "wikidata", "value": "Q4"}),
        ("statements", said, "pin", {"field": "speaker", "value": str(julio.pk)}),
        ("meetings", told, "split", {"parts": [str(claims[1].pk)]}),
        ("persons", rosa, "merge", {"other": julio.pk}),
        ("persons", rosa, "reject", {"part": str(mention.pk)}),
        ("meetings", told, "reject", {"part": str(claims[0].pk)}),
        ("statements", said, "reject", {}),
    ]
    for resource, record, kind, fields in posts:
        answer = decide(admin_client, resource, record, kind, **fields)
        assert answer.status_code == 302, (kind, answer.content.decode())
    left = Meeting.objects.current().get()
    assert decide(admin_client, "meetings", left, "delete").status_code == 302
    assert not Meeting.objects.current().exists()
    assert Decision.objects.count() == len(posts) + 1


def test_a_suggested_pair_is_judged_from_its_page(db: None, admin_client: Client):
    tell("a", Meets(start="2024-03-14", city="Arica", country="CL"))
    tell("b", Meets(start="2024-03-15", city="Arica", country="CL"))
    pair = MatchSuggestion.objects.get()
    shown = admin_client.get(reverse("admin:sources_matchsuggestion_change", args=[pair.pk])).content.decode()
    assert page("meetings", pair.left, "judge") in shown
    decide(admin_client, "meetings", pair.left, "judge", other=pair.right_id, same="yes")
    assert Meeting.objects.current().count() == 1
    assert not MatchSuggestion.objects.exists()


@pytest.mark.parametrize(
    ("kind", "fields", "fault"),
    [
        ("pin", {"field": "status", "value": "over"}, "is none of planned"),
        ("pin", {"field": "city", "value": "Lima", "reason": " "}, "required"),
        ("merge", {"other": "00000000-0000-0000-0000-000000000000"}, "no meeting"),
        ("split", {}, "required"),
    ],
)
def test_what_cannot_be_decided_is_said_beside_the_field(told, admin_client: Client, kind, fields, fault):
    answer = decide(admin_client, "meetings", told, kind, **fields)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not Decision.objects.exists()


def test_only_who_may_decide_decides(told: Meeting, client: Client, django_user_model: Any):
    pinning = page("meetings", told, "pin")
    assert client.post(pinning, {"field": "city", "value": "Lima", "reason": "So."}).status_code == 302
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    assert client.get(pinning).status_code == 403
    assert client.post(pinning, {"field": "city", "value": "Lima", "reason": "So."}).status_code == 403
    assert not Decision.objects.exists()


def test_a_decision_is_not_made_from_another_site(told: Meeting, admin_user: Any):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    answer = client.post(page("meetings", told, "pin"), {"field": "city", "value": "Lima", "reason": "So."})
    assert answer.status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("path", ["towns/{}/pin/", "meetings/{}/bless/", "statements/{}/merge/"])
def test_there_is_no_such_decision(told: Meeting, admin_client: Client, path: str):
    assert admin_client.get(reverse("admin:events_decision_changelist") + "on/" + path.format(told.pk)).status_code == 404


def test_what_editors_write_is_escaped_and_searched(told: Meeting, admin_client: Client):
    decide(admin_client, "meetings", told, "pin", field="city", value="<b>Lima</b>", reason="<script>alert(1)</script>")
    decision = Decision.objects.get()
    pages = [
        reverse("admin:events_decision_changelist", query={"q": "script", "standing": "yes", "actor": "adm", "record": told.pk}),
        reverse("admin:events_decision_change", args=[decision.pk]),
        reverse("admin:events_meeting_change", args=[told.pk]),
    ]
    for address in pages:
        shown = admin_client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in shown, address
        assert "<script>alert(1)" not in shown
        assert "<b>Lima" not in shown
    revoked = reverse("admin:events_decision_changelist", query={"standing": "no"})
    assert admin_client.get(revoked).context["cl"].result_count == 0
