"""The web server's handler finds the views that Django finds."""

from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections
from django.test import RequestFactory
from django.urls import Resolver404, URLResolver, get_resolver, resolve
from hypothesis import given
from hypothesis import strategies as st

from config.handler import Handler, _close_old_connection

HANDLER = Handler()
ROUTES = sorted(
    {
        f"/{top.pattern}{below.pattern}"
        for top in get_resolver().url_patterns
        if isinstance(top, URLResolver) and str(top.pattern) in ("api/", "api/v1/")
        for below in top.url_patterns
    }
)
VARIABLE = {
    "<uuid:id>": st.uuids().map(str),
    "<slug:id>": st.sampled_from(["TR", "eu", str(uuid4())]),
    "<str:file>": st.just("a"),
}


def found(how, path):
    """What is found, or that nothing is."""
    try:
        func, args, kwargs = how(path)
    except Resolver404:
        return None
    return func, tuple(args), dict(kwargs)


def by_handler(path):
    request = RequestFactory().get("/")
    request.path_info = path
    match = HANDLER.resolve_request(request)
    assert match is request.resolver_match
    assert (match.view_name, match.route) == (resolve(path).view_name, resolve(path).route)
    return match


@st.composite
def paths(draw):
    path = draw(st.sampled_from(ROUTES))
    for variable, values in VARIABLE.items():
        path = path.replace(variable, draw(values))
    changed = draw(st.sampled_from([str, str.upper, lambda p: p[:-1], lambda p: p + "x/", lambda p: p.replace("-", "", 1)]))
    return changed(path)


@given(paths())
def test_views_are_those_that_django_finds(path):
    for _ in range(2):
        assert found(by_handler, path) == found(resolve, path)


@pytest.mark.parametrize(
    "path",
    [
        "/", "", "//", "/api/v1/meetings/<uuid:id>/", "/api/v1/meetings/<uuid:id>/x/", f"/{UUID(int=1)}", f"/docs/{UUID(int=1)}/",
        "xapi/v1/meetings/", "xhealth/", f"xapi/v1/meetings/{UUID(int=1)}/",
        f"/admin/events/decision/on/<str:resource>/{UUID(int=1)}/<str:kind>/",
        f"/api/v1/meetings/{UUID(int=1)}/{UUID(int=2)}/", "/admin/login/", "/health/", f"/api/v1/countries/{UUID(int=1)}/",
    ],
)  # fmt: skip
def test_odd_addresses_too(path):
    for seen in (path, f"/{path[1:]}", path):
        assert found(by_handler, seen) == found(resolve, seen)


def test_what_is_remembered_is_no_more_than_there_are_routes():
    for _ in range(50):
        for route in ROUTES:
            path = route.replace("<uuid:id>", str(uuid4())).replace("<slug:id>", uuid4().hex).replace("<str:file>", uuid4().hex)
            found(by_handler, path)
    assert 0 < len(HANDLER.routes) <= len(ROUTES) + 10


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_ends_after_a_request_that_failed_is_no_fault_of_the_next():
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT 1 / 0")
    connection.errors_occurred = True
    _close_old_connection()
    ended = connection.connection.info.backend_pid
    other = connections.create_connection(connection.alias)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [ended])
    other.close()
    assert connection.fetch("SELECT 7", []) == [(7,)]
