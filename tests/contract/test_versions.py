"""The API keeps what version 1 has promised, and the check that says so sees each kind of breach."""

import copy
import json
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.contract.versions import PUBLISHED, breaks, compact, written


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return compact(json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True))))


def test_nothing_breaks_clients_of_version_1(now) -> None:
    assert breaks(json.loads(PUBLISHED.read_text(encoding="utf-8")), now) == []


def test_what_is_added_is_published(now) -> None:
    assert written(now) == PUBLISHED.read_text(encoding="utf-8"), "publish it: python -m tests.contract.versions"


def without_parameter(new: dict[str, Any], name: str) -> None:
    operation = new["operations"]["GET /api/v1/meetings/"]
    operation["parameters"] = [p for p in operation["parameters"] if p["name"] != name]


def parameter(new: dict[str, Any], operation: str, name: str) -> dict[str, Any]:
    return next(p for p in new["operations"][operation]["parameters"] if p["name"] == name)


def fields(new: dict[str, Any], old: str, other: str) -> None:
    """Replace something of what `fields` of the list of persons takes."""
    schema = parameter(new, "GET /api/v1/persons/", "fields")["schema"]
    assert old in schema["pattern"]
    schema["pattern"] = schema["pattern"].replace(old, other)


BREACHES = {
    "GET /api/v1/persons/ fields: other pattern": lambda new: fields(new, "name|", ""),
    "GET /api/v1/meetings/: removed": lambda new: new["operations"].pop("GET /api/v1/meetings/"),
    "GET /api/v1/meetings/ party: removed": lambda new: without_parameter(new, "party"),
    "GET /api/v1/persons/: operationId persons_list is now people_list": lambda new: new["operations"][
        "GET /api/v1/persons/"
    ].update(operationId="people_list"),
    "GET /api/v1/persons/ q: now required": lambda new: parameter(new, "GET /api/v1/persons/", "q").update(required=True),
    "GET /api/v1/persons/ q: maxLength is now 10": lambda new: parameter(new, "GET /api/v1/persons/", "q")["schema"].update(
        maxLength=10
    ),
    "GET /api/v1/persons/ q: takes no string any more": lambda new: parameter(new, "GET /api/v1/persons/", "q").update(
        schema={"type": "integer"}
    ),
    "GET /api/v1/persons/ era: now required": lambda new: new["operations"]["GET /api/v1/persons/"]["parameters"].append(
        {"in": "query", "name": "era", "required": True, "schema": {"type": "string"}}
    ),
    "GET /api/v1/meetings/ q: now only beside near": lambda new: parameter(new, "GET /api/v1/meetings/", "q").update(
        {"x-beside": "near"}
    ),
    "GET /api/v1/meetings/ ordering: -start_date removed": lambda new: parameter(new, "GET /api/v1/meetings/", "ordering")[
        "schema"
    ]["enum"].remove("-start_date"),
    "POST /api/v1/imports/{id}/retry/: removed": lambda new: new["operations"].pop("POST /api/v1/imports/{id}/retry/"),
    "GET /api/v1/meetings/ 200: text/calendar removed": lambda new: new["operations"]["GET /api/v1/meetings/"]["responses"][
        "200"
    ]["content"].pop("text/calendar"),
    "ImportOrderRequest.title: takes no string any more": lambda new: new["components"]["ImportOrderRequest"][
        "properties"
    ].update(title={"type": "integer"}),
    "MergeRequest: minProperties is now 3": lambda new: new["components"]["MergeRequest"].update(minProperties=3),
    "Meeting.created_at: format is now any": lambda new: new["components"]["Meeting"]["properties"]["created_at"].pop("format"),
    "Meeting.document_count: may now be number": lambda new: new["components"]["Meeting"]["properties"].update(
        document_count={"type": "number"}
    ),
    "Meeting.city: removed": lambda new: new["components"]["Meeting"]["properties"].pop("city"),
    "Meeting.city: may now be missing": lambda new: new["components"]["Meeting"]["required"].remove("city"),
    "Meeting.title: may now be null": lambda new: new["components"]["Meeting"]["properties"].update(
        title={"type": ["string", "null"]}
    ),
    "MeetingStatus: postponed removed": lambda new: new["components"]["MeetingStatus"]["enum"].remove("postponed"),
    "MergeRequest.because: now required": lambda new: new["components"]["MergeRequest"]["required"].append("because"),
    "POST /api/v1/imports/ body: multipart/form-data removed": lambda new: new["operations"]["POST /api/v1/imports/"][
        "requestBody"
    ]["content"].pop("multipart/form-data"),
}


@pytest.mark.parametrize("told", BREACHES)
def test_a_breach_is_told(now, told) -> None:
    changed = copy.deepcopy(now)
    BREACHES[told](changed)
    assert told in breaks(now, changed)


def test_additions_break_nobody(now) -> None:
    more = copy.deepcopy(now)
    more["operations"]["GET /api/v1/treaties/"] = {"operationId": "treaties_list", "responses": {}}
    more["components"]["Meeting"]["properties"]["weather"] = {"type": "string"}
    more["components"]["Meeting"]["required"].append("weather")
    more["components"]["MeetingStatus"]["enum"].append("adjourned")
    parameter(more, "GET /api/v1/persons/", "q")["schema"].pop("maxLength")
    fields(more, "name|", "name|nickname|")
    assert breaks(now, more) == []
