"""Who may do what: every operation of the API against every role. A new one fails here until it is listed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from events.services.keys import issue_key
from events.vocabulary import Scope

pytestmark = pytest.mark.django_db

ANYONE = """
changes_list countries_counterparts_list countries_history_list countries_list countries_retrieve
documents_history_list documents_list documents_retrieve
imports_items_list imports_list imports_retrieve
meetings_evidence_list meetings_history_list meetings_list meetings_retrieve meetings_statements_list
organizations_history_list organizations_list organizations_retrieve
persons_counterparts_list persons_history_list persons_list persons_meetings_list persons_retrieve persons_statements_list
root_retrieve
snapshots_files_retrieve snapshots_list snapshots_retrieve sources_list sources_retrieve stats_list
statements_history_list statements_list statements_retrieve
""".split()
EDITORS = """
decisions_list decisions_retrieve decisions_revoke_create
meetings_destroy meetings_judge_create meetings_merge_create meetings_partial_update meetings_reject_create
meetings_split_create meetings_unpin_create
persons_destroy persons_judge_create persons_merge_create persons_partial_update persons_split_create persons_unpin_create
statements_destroy statements_partial_update statements_reject_create statements_unpin_create
""".split()
IMPORTERS = ["imports_cancel_create", "imports_create", "imports_resume_create", "imports_retry_create"]
RIGHTS: dict[str, Scope | None] = (
    dict.fromkeys(ANYONE) | dict.fromkeys(EDITORS, Scope.EDIT) | dict.fromkeys(IMPORTERS, Scope.IMPORT)
)
PLACES = {"{id}": "01980000-0000-7000-8000-000000000000", "{file}": "manifest.json"}


def operations() -> dict[str, tuple[str, str]]:
    """Method and path by operation id."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return {
        operation["operationId"]: (method, path)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    }


def routes(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """The paths of all routes of the site, `<uuid:id>` as `{id}`."""
    for each in patterns if patterns is not None else get_resolver().url_patterns:
        path = before + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, path)
        else:
            yield path


def client_with(*scopes: Scope) -> APIClient:
    client = APIClient()
    if scopes:
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {issue_key(name='role', scopes=scopes)[1]}")
    return client


@pytest.fixture
def roles() -> dict[str, tuple[APIClient, set[Scope], bool]]:
    """Each role's client, its scopes, and whether it says who it is."""
    users = get_user_model().objects
    clerk, superuser = APIClient(), APIClient()
    clerk.force_login(users.create_user("clerk", is_staff=True))
    superuser.force_login(users.create_superuser("chief"))
    outsider = APIClient()
    outsider.force_login(users.create_user("outsider"))
    return {
        "nobody": (client_with(), set(), False),
        "a key to read": (client_with(Scope.READ), {Scope.READ}, True),
        "a key to import": (client_with(Scope.IMPORT), {Scope.IMPORT}, True),
        "a key to edit": (client_with(Scope.EDIT), {Scope.EDIT}, True),
        "an account": (outsider, set(), True),
        "a clerk without rights": (clerk, {Scope.READ}, True),
        "an administrator": (superuser, set(Scope), True),
    }


def test_every_operation_is_listed() -> None:
    assert sorted(operations()) == sorted(RIGHTS)


def test_every_route_is_an_operation() -> None:
    """What is not in the OpenAPI document would be missing in the table above, too."""
    documented = {path for _, path in operations().values()}
    assert {path for path in routes() if path.startswith("/api/v1/")} == documented


def test_every_role_may_do_what_it_may_and_nothing_else(roles) -> None:
    for name, (method, path) in sorted(operations().items()):
        for placeholder, value in PLACES.items():
            path = path.replace(placeholder, value)
        needed = RIGHTS[name]
        for role, (client, scopes, is_known) in roles.items():
            answer = client.generic(method.upper(), path, b"{}", content_type="application/json")
            if needed is None or needed in scopes:
                assert answer.status_code not in (401, 403), (name, role, answer.status_code)
            else:
                assert answer.status_code == (403 if is_known else 401), (name, role, answer.status_code)
