"""Editing by the API: keys and their scopes, If-Match, bodies that are refused by name, and what becomes of the record."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from rest_framework.test import APIClient

from events.models import Decision, Meeting, Person, Statement
from events.services.keys import issue_key
from events.vocabulary import Scope
from tests.telling import Meets, Says, tell

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"


class Editor:
    """A client with a key, which sends back the ETag that it read."""

    def __init__(self, *scopes: Scope) -> None:
        self.client: Any = APIClient()
        if scopes:
            _, text = issue_key(name="desk", scopes=scopes)
            self.client.credentials(HTTP_AUTHORIZATION=f"Api-Key {text}")

    def tag(self, path: str) -> str:
        return str(self.client.get(path)["ETag"])

    def send(self, method: str, path: str, body: Any = None, tag: str | None = "own", **headers: str) -> Any:
        known = self.tag(path if method != "post" else path.rsplit("/", 2)[0] + "/") if tag == "own" else tag
        sent = {"HTTP_IF_MATCH": known} if known else {}
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method.upper(), path, **content, **sent, **headers)


@pytest.fixture
def editor(empty_record: None) -> Editor:
    return Editor(Scope.EDIT)


@pytest.fixture
def meeting(empty_record: None) -> Meeting:
    """Two documents tell of one meeting, at which somebody said something."""
    tell("paper", Meets(who=("Rosa Llanquileo/CL", "Julio Mamani/PE"), city="Lima", country="PE"), Says())
    tell("ministry", Meets(who=("Rosa Llanquileo/CL",), city="Cusco", country="PE"))
    return Meeting.objects.current().get()


def address(record: Any) -> str:
    return f"{ROOT}/{type(record).__name__.lower()}s/{record.pk}/"


def test_a_pinned_value_is_shown_and_survives_the_next_import(editor, meeting) -> None:
    answer = editor.send("patch", address(meeting), {"city": "Arica", "reason": "The ministry corrected it."})
    assert answer.status_code == 200
    shown = json.loads(answer.content)
    assert (shown["city"], shown["version"]) == ("Arica", meeting.version + 1)
    assert answer["ETag"] == editor.tag(address(meeting))
    tell("agency", Meets(who=("Rosa Llanquileo/CL",), city="Lima", country="PE"))
    assert editor.client.get(address(meeting)).json()["city"] == "Arica"
    made = editor.client.get(f"{ROOT}/decisions/").json()["results"]
    assert [(d["kind"], d["actor"], d["details"]) for d in made] == [("pin", "key desk", {"field": "city", "value": "Arica"})]
    revoked = editor.send("post", f"{ROOT}/decisions/{made[0]['id']}/revoke/", {"reason": "It was Lima after all."})
    assert revoked.status_code == 200
    assert revoked.json()["revoked_reason"] == "It was Lima after all."
    assert editor.client.get(address(meeting)).json()["city"] == "Lima"


def test_an_unpinned_field_is_told_by_documents_again(editor, meeting) -> None:
    told = editor.client.get(address(meeting)).json()["city"]
    for city in ("Arica", "Iquique"):
        editor.send("patch", address(meeting), {"city": city, "reason": "Corrected."})
    answer = editor.send("post", f"{address(meeting)}unpin/", {"field": "city", "reason": "It was right."})
    assert (answer.status_code, json.loads(answer.content)["city"]) == (200, told)
    assert answer["ETag"] == editor.tag(address(meeting))
    assert not Decision.objects.standing().exists()
    again = editor.send("post", f"{address(meeting)}unpin/", {"field": "city", "reason": "It was right."})
    assert (again.status_code, again.json()["errors"]) == (400, [{"pointer": "/field", "detail": "Nobody has pinned it."}])


def test_two_are_judged_to_be_apart_and_then_one(editor, meeting) -> None:
    tell("other", Meets(parties="BO CL", start="2024-05-01"))
    other = Meeting.objects.current().exclude(pk=meeting.pk).get()
    for same, status in ((False, 200), (True, 308)):
        body = {"other": str(other.pk), "same": same, "reason": "Looked into."}
        answer = editor.send("post", f"{address(meeting)}judge/", body)
        assert (answer.status_code, answer.json()["details"]["same"]) == (201, same)
        assert {editor.client.get(address(each)).status_code for each in (meeting, other)} == {200, status}


def test_merged_and_split_again(editor, meeting) -> None:
    tell("other", Meets(parties="BO CL", start="2024-05-01"))
    other = Meeting.objects.current().exclude(pk=meeting.pk).get()
    answer = editor.send("post", f"{address(meeting)}merge/", {"other": str(other.pk), "reason": "One journey."})
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/decisions/{answer.json()['id']}/")
    moved = editor.client.get(address(other))
    assert (moved.status_code, moved["Location"].endswith(address(meeting))) == (308, True)
    document = str(meeting.claims.get(document__external_id="ministry").document_id)
    parted = editor.send("post", f"{address(meeting)}split/", {"documents": [document], "reason": "Another day."})
    assert parted.status_code == 201
    assert Meeting.objects.current().count() == 2


def test_deleted_and_brought_back_with_its_id(editor, meeting) -> None:
    answer = editor.send("delete", f"{address(meeting)}?reason=No+such+meeting", tag=editor.tag(address(meeting)))
    assert answer.status_code == 204
    assert editor.client.get(address(meeting)).status_code == 410
    path = answer["Location"].removeprefix("http://testserver")
    editor.send("post", f"{path}revoke/", {"reason": "There was."})
    assert editor.client.get(address(meeting)).status_code == 200


def test_a_reason_may_be_as_long_in_the_query_as_in_a_body(editor, meeting) -> None:
    assert editor.send("delete", f"{address(meeting)}?reason=%20", tag="*").status_code == 400
    assert editor.send("delete", f"{address(meeting)}?reason={'a word '.replace(' ', '+') * 60}", tag="*").status_code == 204


def test_a_rejected_statement_is_gone(editor, meeting) -> None:
    statement = Statement.objects.get()
    assert editor.send("post", f"{address(statement)}reject/", {"reason": "Nobody said so."}).status_code == 201
    assert editor.client.get(address(statement)).status_code == 410
    assert editor.client.get(address(meeting)).json()["statement_count"] == 0


def test_a_rejected_telling_counts_for_nothing(editor, meeting) -> None:
    document = str(meeting.claims.get(document__external_id="ministry").document_id)
    answer = editor.send("post", f"{address(meeting)}reject/", {"document": document, "reason": "It tells of last year."})
    assert answer.status_code == 201
    shown = editor.client.get(address(meeting)).json()
    assert (shown["document_count"], shown["conflicts"]) == (1, [])


def test_persons_are_split_by_spelling(editor, meeting) -> None:
    tell("third", Meets(who=("Llanquileo/CL",), start="2024-06-01"))
    person = Person.objects.current().get(name="Rosa Llanquileo")
    body = {"spellings": [{"name": "Llanquileo", "country": "CL"}], "reason": "A namesake."}
    assert editor.send("post", f"{address(person)}split/", body).status_code == 201
    names = sorted(p.name for p in Person.objects.current())
    assert names == ["Julio Mamani", "Llanquileo", "Rosa Llanquileo"]


# --- Who may


@pytest.mark.parametrize("scopes", [(), (Scope.READ,), (Scope.IMPORT, Scope.READ)])
def test_other_keys_and_nobody_may_not(meeting, scopes) -> None:
    client = Editor(*scopes)
    before = client.client.get(address(meeting)).content
    refused = 403 if scopes else 401
    for method, path in (("patch", ""), ("delete", ""), ("post", "merge/"), ("post", "split/"), ("post", "reject/")):
        answer = client.send(method, address(meeting) + path, {"reason": "x"}, tag="*")
        assert answer.status_code == refused, (method, path)
        assert answer["Content-Type"] == "application/problem+json"
    assert client.client.get(f"{ROOT}/decisions/").status_code == refused
    assert client.client.get(address(meeting)).content == before


def test_a_wrong_key_is_no_reader_without_rights(meeting) -> None:
    client = APIClient()
    for text in ("Api-Key nothing", "Api-Key", "Api-Key chancery_00000000_" + "a" * 43):
        answer = client.get(address(meeting), HTTP_AUTHORIZATION=text)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Api-Key"), text


def test_a_session_needs_the_right_and_the_csrf_token(meeting) -> None:
    user = get_user_model().objects.create_user("clerk", is_staff=True)
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(user)
    tag = client.get(address(meeting))["ETag"]
    body = {"city": "Arica", "reason": "x"}
    assert client.patch(address(meeting), body, HTTP_IF_MATCH=tag).status_code == 403
    free = APIClient()
    free.force_login(user)
    assert free.patch(address(meeting), body, HTTP_IF_MATCH=tag).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="add_decision"))
    free.force_login(get_user_model().objects.get(pk=user.pk))
    assert free.patch(address(meeting), body, HTTP_IF_MATCH=tag).status_code == 200
    assert Decision.objects.get().actor == "clerk"


# --- If-Match


def test_the_version_must_be_known(editor, meeting) -> None:
    tag = editor.tag(address(meeting))
    body = {"city": "Arica", "reason": "x"}
    assert editor.send("patch", address(meeting), body, tag=None).status_code == 428
    for stale in ('"1-00"', '"999-ab"', "nonsense", f'W/{tag[:-3]}x"', '"' + "9" * 5000 + '-a"'):
        assert editor.send("patch", address(meeting), body, tag=stale).status_code == 412, stale
    assert not Decision.objects.exists()
    brief = editor.client.get(f"{address(meeting)}?fields=id,city")["ETag"]
    assert editor.send("patch", address(meeting), body, tag=brief).status_code == 200
    assert editor.send("patch", address(meeting), body | {"city": "Ilo"}, tag=tag).status_code == 412
    assert editor.send("patch", address(meeting), body | {"city": "Ilo"}, tag="*").status_code == 200


def test_the_tag_of_another_record_or_of_nobodys_is_not_this_ones(editor, meeting) -> None:
    tell("other", Meets(parties="BO CL", start="2024-05-01"), Says(who="Rosa Llanquileo/CL"))
    other = Meeting.objects.current().exclude(pk=meeting.pk).get()
    editor.send("patch", address(other), {"city": "Ilo", "reason": "x"})
    tag, others = editor.tag(address(meeting)), editor.tag(address(other))
    assert meeting.version == Meeting.objects.get(pk=other.pk).version
    body, version = {"city": "Arica", "reason": "x"}, meeting.version
    turned = "0" if tag[-2] != "0" else "1"
    for wrong in (others, f'"{version}-0"', f'"{version}-{"0" * 32}"', f'{tag[:-2]}{turned}"', tag.strip('"'), tag[:-3] + '"'):
        assert editor.send("patch", address(meeting), body, tag=wrong).status_code == 412, wrong
    assert editor.send("patch", address(meeting), body, tag=f"{others}, W/{tag}").status_code == 200
    merged = editor.send("post", f"{address(meeting)}merge/", {"other": str(other.pk), "reason": "x"}).json()
    revoke = f"{ROOT}/decisions/{merged['id']}/revoke/"
    assert editor.send("post", revoke, {"reason": "x"}, tag='"1-0"').status_code == 412
    assert editor.send("post", revoke, {"reason": "x"}).status_code == 200


# --- Bodies

NESTED = '{"reason": ' + "[" * 10_000 + "]" * 10_000 + "}"
BAD = [
    (b"", 400, None),
    (b"{", 400, None),
    (b"[]", 400, None),
    (b'"words"', 400, None),
    (b"\xff\xfe", 400, None),
    (b'{"city": "Arica", "reason": "\xc3\x28"}', 400, None),
    (b'{"city": NaN, "reason": "x"}', 400, None),
    (b'{"city": "Ilo", "city": "Arica", "reason": "x"}', 400, None),
    (NESTED.encode(), 400, None),
    (b'{"city": ' + b"1" * 5_000 + b', "reason": "x"}', 400, None),
    (b'{"city": "a\\u0000b", "reason": "x"}', 400, "/city"),
    (b'{"city": "a\\ud800b", "reason": "x"}', 400, "/city"),
    (b'{"reason": "x"}', 400, ""),
    (b'{"city": "Arica"}', 400, "/reason"),
    (b'{"city": "Arica", "reason": "  "}', 400, "/reason"),
    (b'{"city": "Arica", "reason": 5}', 400, "/reason"),
    (b'{"town": "Arica", "reason": "x"}', 400, "/town"),
    (b'{"version": 7, "reason": "x"}', 400, "/version"),
    (b'{"id": "x", "reason": "x"}', 400, "/id"),
    (b'{"city": {"name": "Arica"}, "reason": "x"}', 400, "/city"),
    (b'{"status": "over", "reason": "x"}', 400, "/status"),
    (b'{"status": null, "reason": "x"}', 400, "/status"),
    (b'{"status": [], "reason": "x"}', 400, "/status"),
    (b'{"start_date": "2023-02-31", "reason": "x"}', 400, "/start_date"),
    (b'{"start_date": "99999-01-01", "reason": "x"}', 400, "/start_date"),
    (b'{"parties": ["CL", "QQ"], "reason": "x"}', 400, "/parties"),
    (b'{"parties": "CL", "reason": "x"}', 400, "/parties"),
    (b'{"country": "pe", "reason": "x"}', 400, "/country"),
    (b'{"city": "' + b"a" * 1_000_001 + b'"}', 413, None),
]


@pytest.mark.parametrize(("body", "status", "pointer"), BAD, ids=range(len(BAD)))
def test_a_bad_body_is_refused_by_name(editor, meeting, body, status, pointer) -> None:
    tag = editor.tag(address(meeting))
    answer = editor.client.generic("PATCH", address(meeting), body, content_type="application/json", HTTP_IF_MATCH=tag)
    assert answer.status_code == status
    problem = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["detail"]
    if pointer is not None:
        assert pointer in [error.get("pointer") for error in problem["errors"]]
    assert not Decision.objects.exists()


def test_other_media_types_and_parameters_are_refused(editor, meeting) -> None:
    tag = editor.tag(address(meeting))
    answer = editor.client.generic("PATCH", address(meeting), b"city=Arica", content_type="text/plain", HTTP_IF_MATCH=tag)
    assert answer.status_code == 415
    answer = editor.send("patch", f"{address(meeting)}?force=1", {"city": "Arica", "reason": "x"}, tag=tag)
    assert answer.status_code == 400
    assert editor.send("put", address(meeting), {}, tag=tag).status_code == 405
    assert editor.send("post", f"{ROOT}/countries/CL/merge/", {}, tag=tag).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("merge/", {"other": "01980000-0000-7000-8000-000000000000", "reason": "x"}, "/other"),
        ("merge/", {"other": "self", "reason": "x"}, "/other"),
        ("merge/", {"other": 5, "reason": "x"}, "/other"),
        ("merge/", {"reason": "x"}, "/other"),
        ("merge/", {"other": "own", "reason": "x"}, "/other"),
        ("split/", {"documents": [], "reason": "x"}, "/documents"),
        ("split/", {"documents": ["all"], "reason": "x"}, "/documents"),
        ("split/", {"documents": ["01980000-0000-7000-8000-000000000000"], "reason": "x"}, "/documents"),
        ("split/", {"documents": ["both"], "reason": "x", "force": True}, "/force"),
        ("reject/", {"reason": "x"}, "/document"),
        ("unpin/", {"field": "version", "reason": "x"}, "/field"),
        ("judge/", {"other": "01980000-0000-7000-8000-000000000000", "same": "yes", "reason": "x"}, "/same"),
        ("judge/", {"other": "00000000-0000-7000-8000-000000000000", "same": True, "reason": "x"}, "/other"),
    ],
)
def test_what_cannot_be_decided_is_named(editor, meeting, path, body, pointer) -> None:
    if body.get("other") == "own":
        body = body | {"other": str(meeting.pk)}
    answer = editor.send("post", address(meeting) + path, body)
    assert answer.status_code == 400
    assert any(error["pointer"].startswith(pointer) for error in answer.json()["errors"])
    assert not Decision.objects.exists()


def test_what_all_documents_tell_cannot_be_split_off(editor, meeting) -> None:
    documents = [str(pk) for pk in meeting.claims.values_list("document", flat=True)]
    answer = editor.send("post", f"{address(meeting)}split/", {"documents": documents, "reason": "x"})
    assert answer.status_code == 400
    assert [(e["pointer"], e["detail"]) for e in answer.json()["errors"]] == [
        ("/documents", "Not all of it can be split off: something must stay.")
    ]


def test_what_is_gone_cannot_be_edited(editor, meeting) -> None:
    editor.send("delete", f"{address(meeting)}?reason=x", tag="*")
    assert editor.send("patch", address(meeting), {"city": "Arica", "reason": "x"}, tag="*").status_code == 410
    unknown = f"{ROOT}/meetings/01980000-0000-7000-8000-000000000000/"
    assert editor.send("patch", unknown, {"city": "x", "reason": "x"}, tag="*").status_code == 404
    assert editor.send("delete", f"{address(meeting)}?reason=x", tag="*").status_code == 410
