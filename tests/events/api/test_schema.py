"""The OpenAPI document: valid, without warnings, the same operations as ever, true to the answers."""

import io
import re
from datetime import UTC, datetime

import jsonschema
import pytest
from django.core.management import call_command
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

from events.api.words import COMPONENTS, UNSEEN
from events.publishing.tallies import DIMENSIONS
from tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_meeting,
    make_organization,
    make_person,
    make_statement,
    make_tenure,
)

OPERATIONS = {
    "/api/v1/countries/": "countries_list",
    "/api/v1/countries/{id}/": "countries_retrieve",
    "/api/v1/countries/{id}/counterparts/": "countries_counterparts_list",
    "/api/v1/documents/": "documents_list",
    "/api/v1/documents/{id}/": "documents_retrieve",
    "/api/v1/meetings/": "meetings_list",
    "/api/v1/meetings/{id}/": "meetings_retrieve",
    "/api/v1/meetings/{id}/evidence/": "meetings_evidence_list",
    "/api/v1/meetings/{id}/statements/": "meetings_statements_list",
    "/api/v1/organizations/": "organizations_list",
    "/api/v1/organizations/{id}/": "organizations_retrieve",
    "/api/v1/persons/": "persons_list",
    "/api/v1/persons/{id}/": "persons_retrieve",
    "/api/v1/persons/{id}/counterparts/": "persons_counterparts_list",
    "/api/v1/persons/{id}/meetings/": "persons_meetings_list",
    "/api/v1/persons/{id}/statements/": "persons_statements_list",
    "/api/v1/stats/": "stats_list",
    "/api/v1/statements/": "statements_list",
    "/api/v1/statements/{id}/": "statements_retrieve",
}
LIFE = {"/api/v1/changes/": "changes_list"} | {
    f"/api/v1/{resource}/{{id}}/history/": f"{resource}_history_list"
    for resource in ("countries", "documents", "meetings", "organizations", "persons", "statements")
}
"""Whose answers tests.events.api.test_history checks: they need what is committed."""


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_it_is_valid_and_nothing_is_warned_of():
    written = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    assert written.getvalue().startswith("openapi: 3.1.1")


def test_operations_keep_their_ids(schema):
    known = OPERATIONS | LIFE
    assert {path: item["get"]["operationId"] for path, item in schema["paths"].items() if path in known} == known


def test_every_operation_documents_its_errors(schema):
    for path in OPERATIONS:
        responses = schema["paths"][path]["get"]["responses"]
        assert {"200", "304", "400", "406", "429", "500", "503"} <= set(responses), path
        for status, response in responses.items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
                assert response["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert ("404" in responses) == ("{id}" in path)
        assert ("308" in responses) == path.startswith(("/api/v1/meetings/{id}", "/api/v1/persons/{id}"))


def test_every_write_to_a_record_that_may_be_merged_tells_of_the_survivor(schema):
    for path, item in schema["paths"].items():
        for method in item.keys() & {"post", "patch", "delete"}:
            merges = path.startswith(("/api/v1/meetings/{id}", "/api/v1/persons/{id}"))
            assert ("308" in item[method]["responses"]) == merges, (method, path)


def test_every_parameter_tells_what_it_is(schema):
    for path in OPERATIONS:
        for parameter in schema["paths"][path]["get"]["parameters"]:
            assert parameter["description"], (path, parameter)
            if parameter["in"] == "query" and parameter["name"] not in ("cursor", "count", "format", "page_size"):
                assert parameter["examples"], (path, parameter)


def test_words_are_named_once_and_open_ended(schema):
    components = schema["components"]["schemas"]
    for words, name in COMPONENTS.items():
        assert components[name]["enum"] == [word.value for word in words if word not in UNSEEN]
    inline = [
        (name, field)
        for name, component in components.items()
        for field, shape in component.get("properties", {}).items()
        if "enum" in shape or "enum" in shape.get("items", {})
    ]
    assert inline == []
    assert components["Meeting"]["properties"]["mode"]["anyOf"] == [
        {"$ref": "#/components/schemas/MeetingMode"},
        {"type": "string"},
        {"type": "null"},
    ]


def test_answers_are_what_it_says(reader, schema):
    fill()
    for path in OPERATIONS:
        if "{id}" in path:
            continue
        address = path.removeprefix("/api/v1/")
        body = reader.json(address)
        assert body["results"], path
        check(schema, path, body)
        check(schema, path, reader.json(f"{address}?count=true&page_size=1"))
        for record in body["results"] if path != "/api/v1/stats/" else ():
            check(schema, f"{path}{{id}}/", reader.json(record["url"]))
    for path in ("meetings/{id}/statements/", "meetings/{id}/evidence/", "persons/{id}/meetings/", "persons/{id}/statements/",
                 "countries/{id}/counterparts/", "persons/{id}/counterparts/"):  # fmt: skip
        for key in reader.ids(path.partition("/")[0] + "/"):
            check(schema, f"/api/v1/{path}", reader.json(path.format(id=key)))
    check(schema, "/api/v1/statements/", reader.json("statements/?expand=speaker,meeting,document"))
    check(schema, "/api/v1/meetings/", reader.json("meetings/?expand=participants.person"))
    for by in DIMENSIONS:
        check(schema, "/api/v1/stats/", reader.json(f"stats/?by={by}"))
    problem = {"$ref": "#/components/schemas/Problem", "components": schema["components"]}
    validate(reader.get("meetings/?colour=red&page_size=0").json(), problem)


def test_the_pages_of_documentation_come_from_here(reader):
    for address in ("/api/docs/", "/api/docs/?script=", "/api/redoc/"):
        page = reader.client.get(address).content.decode()
        assert not re.search(r"https?://(?!testserver)", page), address
        assert "/static/drf_spectacular_sidecar/" in page or "/api/schema/" in page
    schema = reader.client.get("/api/schema/?format=json")
    assert schema.json()["openapi"] == "3.1.1"
    assert get_resolver().resolve("/api/schema/").url_name == "schema"


def fill():
    """Records with and without everything that may be missing."""
    person = make_person("Aylin Demir", "TR", ["A. Demir"], wikidata="Q1")
    make_tenure(person, "Defence Minister", "TR", "2018")
    make_person(country=None)
    make_organization("un", ["TR"])
    document = make_document()
    meeting = make_meeting(
        ["RU", "TR"], "2023-04", "2023-04-26", [person], ["un"],
        city="Moscow", country="RU", level="minister", portfolios=["defence"],
        status_history=[{"status": "planned", "reported": None, "document": str(document.pk)}],
        conflicts=[{"field": "start_date", "value": "2023-05", "documents": [str(document.pk)]}],
    )  # fmt: skip
    make_meeting(["RU"], None, mode=None)
    make_evidence(make_claim(meeting, document), "city", "Moscow", "Moscow")
    make_statement(speaker=person, meeting=meeting, quotes=["We will talk again,"])
    make_statement(institution="Foreign Ministry", day=None)
    make_document("", published=None, title=None, publisher=None, language=None, status="unread", reason="Its language",
                  retrieved_at=datetime(2024, 1, 1, tzinfo=UTC))  # fmt: skip


def check(schema, path, body):
    """The body is what the document says of the answer of this operation."""
    shape = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validate(body, {**shape, "components": schema["components"]})


def validate(body, shape):
    jsonschema.validate(body, shape, jsonschema.Draft202012Validator, format_checker=jsonschema.FormatChecker())


CONTRACT = {
    "meetings": "id party parties_exactly organization person country city date_from date_to status mode level portfolio shape "
    "document min_confidence min_documents updated_since q ordering",
    "statements": "id speaker institution country party kind meeting document date_from date_to min_confidence updated_since q "
    "ordering",
    "persons": "id q country office ordering",
    "documents": "id external_id publisher language published_from published_to meeting status q ordering",
    "imports": "status",
    "changes": "since resource wait",
}
ORDERINGS = {
    "meetings": "start_date -start_date updated_at -updated_at",
    "statements": "day -day updated_at -updated_at",
    "persons": "name updated_at -updated_at",
    "documents": "published -published updated_at -updated_at",
}
"""CONTRACT.md's table: whatever clients may rely on."""


PUBLISHED = ("meetings", "statements", "persons", "countries", "organizations", "documents")


def test_lists_take_what_the_contract_says(reader, schema):
    for resource in (*PUBLISHED, "sources", "imports", "changes"):
        declared = {p["name"] for p in schema["paths"][f"/api/v1/{resource}/"]["get"]["parameters"] if p["in"] == "query"}
        paging = {"page_size", "count", "fields", "format"} | ({"cursor"} if resource != "changes" else set())
        moment = {"as_of"} if resource in PUBLISHED else set()
        assert {*CONTRACT.get(resource, "").split(), *paging, *moment} <= declared, resource
        for ordering in ORDERINGS.get(resource, "").split():
            reader.json(f"{resource}/?ordering={ordering}")


def test_few_parameters_may_be_repeated(schema):
    """Those of which a record has several: given again they mean all of."""
    operations = [operation for item in schema["paths"].values() for operation in item.values() if isinstance(operation, dict)]
    parameters = [p for operation in operations for p in operation.get("parameters", []) if p["in"] == "query"]
    repeated = {p["name"] for p in parameters if p["schema"].get("type") == "array"}
    assert repeated == {"party", "organization", "person", "portfolio"}
