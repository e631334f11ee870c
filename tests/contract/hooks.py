"""What schemathesis is told beyond the OpenAPI document; it loads this by SCHEMATHESIS_HOOKS."""

import itertools
import json
from collections import defaultdict
from typing import Any

import jsonschema
import requests
import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.generation.meta import TestPhase

from tests.contract.reasons import REASON

ABOUT = {"other": "", "document": "documents", "documents": "documents", "meeting": "meetings", "speaker": "persons"}
"""Keys of bodies that hold ids: of which resource, or of that at the address."""
KNOWN: dict[str, Any] = {
    "party": ["CL"], "country": "CL", "parties_exactly": "CL,PE", "organization": ["un"], "office": "CL:foreign minister",
}  # fmt: skip
"""Values of parameters of which the record has something (tests.contract.conftest)."""

_ids: dict[str, list[str]] = defaultdict(list)
_turn = itertools.count()


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Every other valid request of the fuzzing is about what there is: a schema knows the form of ids and codes alone, and what
    is about nothing is refused before anything happens."""
    meta, turn = case.meta, next(_turn)
    if not meta or meta.phase.name != TestPhase.FUZZING or not meta.generation.mode.is_positive or turn % 2:
        return
    resource, body = _resource(case), case.body
    places: dict[str, Any] = case.path_parameters or {}
    query: dict[str, Any] = case.query or {}
    if "id" in places:
        places["id"] = _pick(resource, turn) or places["id"]
    query |= {name: KNOWN[name] for name in KNOWN.keys() & query.keys()}
    if isinstance(body, dict):
        for name in ABOUT.keys() & body.keys():
            if (picked := _pick(ABOUT[name] or resource, turn // 2)) and body[name]:
                body[name] = [picked] if isinstance(body[name], list) else picked
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"turn-{turn}"


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Response) -> None:
    """Learn which records there are, and which are gone. What the fuzzing decides is revoked, or nothing would be left."""
    decided = response.headers.get("location", [""])[0]
    if "/decisions/" in decided and case.meta and case.meta.phase.name == TestPhase.FUZZING:
        known = {"Authorization": response.request.headers["Authorization"], "If-Match": "*"}
        requests.post(f"{decided}revoke/", json={"reason": "It was a test."}, headers=known, timeout=30).raise_for_status()
    resource, one = _resource(case), (case.path_parameters or {}).get("id")
    if response.status_code in (308, 404, 410) and one in _ids[resource]:
        _ids[resource].remove(one)
    is_list = case.operation.path == f"/api/v1/{resource}/" and case.method == "GET"
    if is_list and response.status_code == 200 and response.headers["content-type"] == ["application/json"]:
        found = [str(record["id"]) for record in response.json()["results"] if "id" in record]
        _ids[resource] += [id for id in found if id not in _ids[resource]]


def _resource(case: Case) -> str:
    return case.operation.path.split("/")[3]


def _pick(resource: str, turn: int) -> str | None:
    known = _ids[resource]
    return known[turn % len(known)] if known else None


@schemathesis.check
def refused_for_a_reason(ctx: CheckContext, response: Response, case: Case) -> None:
    """A valid request is a 400 for one of REASONS only, and every 4xx names its fault."""
    if response.status_code < 400 or not response.content:
        return
    assert response.headers["content-type"] == ["application/problem+json"], response.content[:200]
    told = response.json()
    assert told["status"] == response.status_code, told
    assert told["detail"], told
    assert told["instance"], told
    if response.status_code == 400 and case.meta and case.meta.generation.mode.is_positive:
        details = [fault["detail"] for fault in told["errors"]] or [told["detail"]]
        unforeseen = [detail for detail in details if not REASON.fullmatch(detail)]
        assert not unforeseen, f"the schema allows what is refused: {unforeseen}"


@schemathesis.check
def answers_as_documented(ctx: CheckContext, response: Response, case: Case) -> None:
    """The answer has the documented form; with `fields`, its records have these alone, each in that form."""
    if case.method.upper() != case.operation.method.upper():  # another method was tried: no answer of this operation
        return
    if response.status_code == 206:  # a part of a file has no form
        return
    asked = (case.query or {}).get("fields")
    if not asked or response.status_code != 200 or response.headers["content-type"] != ["application/json"]:
        case.operation.validate_response(response, case=case)
        return
    raw = case.operation.schema.raw_schema
    method, path = case.operation.method.lower(), case.operation.path
    shape = raw["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    whole = "results" in response.json()
    record, records = _record(raw, shape, whole), response.json()["results"] if whole else [response.json()]
    for each in records:
        assert set(each) <= set(str(asked).split(",")), each.keys()
        jsonschema.validate(each, record, jsonschema.Draft202012Validator)


def _record(raw: dict[str, Any], shape: dict[str, Any], is_list: bool) -> dict[str, Any]:
    """The schema of a record of which some fields may be missing."""
    while "$ref" in shape or (is_list and "items" not in shape):
        shape = _at(raw, shape["$ref"]) if "$ref" in shape else shape["properties"]["results"]
    shape = shape["items"] if is_list else shape
    component = _at(raw, shape["$ref"]) if "$ref" in shape else shape
    partial = {name: value for name, value in component.items() if name != "required"}
    return json.loads(json.dumps(partial | {"components": raw["components"]}))


def _at(raw: dict[str, Any], reference: str) -> Any:
    found: Any = raw
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found
