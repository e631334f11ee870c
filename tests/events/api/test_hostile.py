"""Every list, detail and write against what a hostile or careless client sends: a 4xx that names the fault, never everything."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from events.models import Snapshot
from events.services.keys import issue_key
from events.services.writing import writing
from events.vocabulary import Scope
from sources.models import Import
from tests.factories import make_claim, make_country, make_meeting, make_organization, make_person, make_statement

pytestmark = pytest.mark.django_db
NOBODY = "01980000-0000-7000-8000-000000000000"


@pytest.fixture
def client(empty_record, settings) -> APIClient:
    """Of somebody who may do everything, as fast as they like."""
    settings.THROTTLE_READ = settings.THROTTLE_WRITE = "off"
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='all', scopes=list(Scope))[1]}")
    return client


@pytest.fixture
def ids() -> dict[str, str]:
    """By resource, a record that exists."""
    make_country("TR"), make_organization("un")
    person = make_person("Aylin Demir", "TR")
    meeting = make_meeting(["TR"], participants=[person])
    claim = make_claim(meeting)
    statement = make_statement(speaker=person, meeting=meeting)
    snapshot = Snapshot.objects.create(name="chancery-2026-01-01-1", position=1, counts={}, files=[])
    found = {
        "meetings": meeting.pk, "persons": person.pk, "documents": claim.document_id, "statements": statement.pk,
        "countries": "TR", "organizations": "un", "snapshots": snapshot.pk, "imports": Import.objects.create(origin="a test").pk,
    }  # fmt: skip
    return {name: str(key) for name, key in found.items()}


def operations(method: str) -> list[tuple[str, dict[str, Any]]]:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return [(path, item[method]) for path, item in schema["paths"].items() if method in item and "{file}" not in path]


def lists() -> list[tuple[str, dict[str, Any]]]:
    return [(path, told) for path, told in operations("get") if told["operationId"].endswith("_list")]


def at(path: str, ids: dict[str, str]) -> str:
    return path.replace("{id}", ids.get(path.split("/")[3], NOBODY))


def taken(operation: dict[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}


LONG = " ".join(["word"] * 2_000)
UNREAD = {
    "colour": ["red"],
    "party[]": ["TR"],
    "ordering": ["colour", "-", "__class__"],
    "fields": ["colour", "", "id,"],
    "expand": ["colour", "__class__"],
    "format": ["exe"],
    "page_size": ["0", "-1", "ten", "1e3", "\N{ARABIC-INDIC DIGIT ONE}"],
    "count": ["1", "True"],
    "as_of": ["yesterday", "99999-01-01T00:00:00Z", "1" * 19],
    "date_from": ["99999-01-01", "0000", "2023-02-30"],
    "date_to": ["99999", "2023-13", " 2023"],
    "updated_since": ["99999-01-01T00:00:00Z", "2023-01-01"],
    "id": [",".join([NOBODY] * 101), "7"],
    "q": [LONG, "", "a" * 501],
    "party": ["tr", "TR,", "XX"],
    "min_confidence": ["nan", "1.01", "-1"],
    "min_documents": ["9" * 20, "1.5"],
    "near": ["91,0"],
    "since": ["-1", "9" * 19],
    "wait": ["-1"],
}
"""By parameter, values that none takes: a list has no such parameter, or cannot read the value."""
UNFIT = [
    ("cursor", "bm9uc2Vuc2U"),
    ("cursor", "WyJhIiwwLG51bGwsIjEiXQ"),
    ("cursor", "A" * 5_000),
    ("as_of", "999999999999999999"),
    ("q", "%00"),
    ("q", "%ED%A0%80"),
    ("q", "%FF"),
    ("count", "true&count=true"),
]


def test_every_list_names_what_is_wrong(client, ids) -> None:
    for path, _ in lists():
        for turn in range(max(map(len, UNREAD.values()))):
            sent = {name: values[turn] for name, values in UNREAD.items() if turn < len(values)}
            assert faults(client, at(path, ids), urlencode(sent)) == list(sent), (path, sent)
        for name, value in UNFIT:
            assert faults(client, at(path, ids), f"{name}={value}") == [name], (path, name, value)


def faults(client: APIClient, address: str, query: str) -> list[str]:
    """The parameters that a 400 names."""
    answer = client.get(f"{address}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), (address, query, answer.content)
    return [error["parameter"] for error in answer.json()["errors"]]


def test_no_list_takes_a_cursor_of_another(client, ids) -> None:
    with writing():
        for _ in range(3):
            make_meeting()
            make_statement()
            make_person()
    cursors = {}
    for path, told in lists():
        body = client.get(f"{at(path, ids)}?page_size=1").json()
        if body["next"] and "cursor" in taken(told):
            cursors[path] = body["next"].rpartition("cursor=")[2]
    assert {"/api/v1/meetings/", "/api/v1/statements/", "/api/v1/persons/", "/api/v1/documents/"} <= set(cursors)
    for path, _ in lists():
        for other, cursor in list(cursors.items())[:4]:
            if other != path:
                assert faults(client, at(path, ids), f"cursor={cursor}") == ["cursor"], (path, other)
    meetings = cursors["/api/v1/meetings/"]
    for query in ("party=TR", "ordering=start_date"):
        assert client.get(f"/api/v1/meetings/?{query}&cursor={meetings}").status_code == 400


def test_a_page_that_is_too_large_is_capped(client, ids) -> None:
    for path, _ in lists():
        assert client.get(f"{at(path, ids)}?page_size=99999999999999999999").status_code == 200, path


def test_every_detail_names_what_is_wrong(client, ids) -> None:
    details = [(path, told) for path, told in operations("get") if not told["operationId"].endswith("_list")]
    for path, _ in details:
        for name, query in [("colour", "colour=red"), ("fields", "fields=colour"), ("expand", "expand=colour"), ("q", "q=%FF")]:
            answer = client.get(f"{at(path, ids)}?{query}")
            if path.split("/")[3] in ("sources", "decisions"):
                assert answer.status_code == 400
                continue
            assert answer.status_code == 400, (path, query, answer.status_code)
            assert [error["parameter"] for error in answer.json()["errors"]] == [name], (path, query)


# --- Writes

DEEP = "[" * 10_000 + "]" * 10_000
BODIES = [
    (400, b"{"),
    (400, b""),
    (400, b"[]"),
    (400, b"null"),
    (400, b'{"reason": "a\xff"}'),
    (400, b'{"reason": "a\\u0000"}'),
    (400, b'{"reason": "a\\ud800"}'),
    (400, b'{"reason": "a", "reason": "b"}'),
    (400, b'{"reason": NaN}'),
    (400, b'{"reason": "a", "colour": "red"}'),
    (400, b'{"reason": "a", "version": 9}'),
    (400, b'{"reason": "a", "id": "x"}'),
    (400, f'{{"reason": {DEEP}}}'.encode()),
    (400, b'{"reason": {"a": 1}}'),
    (400, json.dumps({"reason": "a" * 3_000}).encode()),
    (413, json.dumps({"reason": "a" * 1_100_000}).encode()),
]


def writes() -> list[tuple[str, str]]:
    """Those that take a body; an import is cancelled and resumed without one."""
    found = [(method, path) for method in ("post", "patch") for path, _ in operations(method)]
    return [(method, path) for method, path in found if "/imports/{id}/" not in path]


def test_every_write_names_what_is_wrong(client, ids) -> None:
    assert len(writes()) >= 10
    for method, path in writes():
        for status, body in BODIES:
            answer = client.generic(method.upper(), at(path, ids), body, content_type="application/json", HTTP_IF_MATCH="*")
            if "{id}" in path and path.split("/")[3] not in ids:
                assert answer.status_code in (400, 404, 413)
                continue
            assert answer.status_code == status, (method, path, body[:80], answer.content)
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["detail"]
        for media in ("application/xml", "text/plain", "application/x-www-form-urlencoded", "nonsense"):
            answer = client.generic(method.upper(), at(path, ids), b"<a/>", content_type=media, HTTP_IF_MATCH="*")
            assert answer.status_code == 415, (path, media, answer.content)


def test_every_change_of_a_record_wants_the_version_that_is_known(client, ids) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "patch": {"reason": "x", "city": "Lima"},
        "unpin": {"field": "country", "reason": "x"},
        "merge": {"other": NOBODY, "reason": "x"},
        "judge": {"other": NOBODY, "same": False, "reason": "x"},
        "reject": {"reason": "x"},
    }
    changed = [(method, path) for method, path in writes() if "{id}" in path and "decisions" not in path]
    changed += [("delete", path) for path, _ in operations("delete")]
    assert len(changed) >= 12
    records = [f"/api/v1/{resource}/{ids[resource]}/" for resource in ("meetings", "persons", "statements")]
    versions = [client.get(address).json()["version"] for address in records]
    for method, path in changed:
        address, resource = at(path, ids), path.split("/")[3]
        kind = path.rstrip("/").rpartition("/")[2]
        body: dict[str, Any] = dict(bodies.get(method if method == "patch" else kind, {"reason": "x"}))
        if kind == "split":
            whole = {"documents": [ids["documents"]]} if resource == "meetings" else {"spellings": [{"name": "Aylin Demir"}]}
            body = whole | {"reason": "x"}
        if method == "patch" and resource != "meetings":
            body = {"reason": "x", **({"kind": "indirect"} if resource == "statements" else {"wikidata": "Q5"})}
        if kind == "reject" and resource == "meetings":
            body["document"] = ids["documents"]
        sent: dict[str, Any] = {"data": body, "format": "json"}
        if method == "delete":
            sent, address = {}, f"{address}?reason=x"
        for status, headers in (
            (428, {}),
            (412, {"HTTP_IF_MATCH": '"99-abc"'}),
            (412, {"HTTP_IF_MATCH": "nonsense"}),
            (412, {"HTTP_IF_MATCH": '"' + "9" * 400 + '-a"'}),
            (412, {"HTTP_IF_MATCH": '"abc"'}),
        ):
            answer = getattr(client, method)(address, **sent, **headers)
            assert answer.status_code == status, (method, path, headers, answer.content)
            assert answer["Content-Type"] == "application/problem+json"
    assert [client.get(address).json()["version"] for address in records] == versions


def test_addresses_that_no_record_has(client, ids) -> None:
    strange = ["7", "%00", "..", "%2e%2e%2f", "x" * 3_000, "%ED%A0%80", "TR'--", "{id}", NOBODY.upper(), "0"]
    for path, _ in operations("get"):
        if "{id}" in path:
            for key in strange:
                answer = client.get(path.replace("{id}", key))
                assert answer.status_code == 404, (path, key, answer.status_code)
