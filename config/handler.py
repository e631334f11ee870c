"""How the web server hands requests to Django."""

import re
from typing import Any
from uuid import UUID

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections, reset_queries
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""As Django's converter `uuid` has it."""


class Handler(WSGIHandler):
    """Django's, which looks only once through all addresses for the view of one: an address is of a route without anything
    variable but `<uuid:id>` if it has been found to be, but for the id."""

    def __init__(self) -> None:
        super().__init__()
        self.routes: dict[tuple[str, bool], ResolverMatch] = {}
        """By route, and whether it has an id, what an address of it was found to be. No more than there are routes."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        path = request.path_info
        if not path.startswith("/"):
            return super().resolve_request(request)
        found = _ID.search(path)
        route = f"{path[1 : found.start()]}<uuid:id>{path[found.end() :]}" if found else path[1:]
        match = self.routes.get((route, found is not None))
        if match is None:
            match = super().resolve_request(request)
            if match.route == route and match.kwargs.keys() == ({"id"} if found else set()):
                self.routes[route, found is not None] = match
        elif found:
            names: Any = match.url_name, match.app_names, match.namespaces, route
            match = ResolverMatch(match.func, (), {"id": UUID(found[0])}, *names)
        request.resolver_match = match
        return match

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = super().get_response(request)
        response.items = response.headers._store.values  # which `items` would look up one by one
        return response


def watch_one_connection() -> None:
    """Have the one database looked after at the end of requests. Django goes through all that there might be, and at the
    beginning as well, which costs more than what it does for one; whether it still stands is asked when it is used."""
    request_started.disconnect(reset_queries)  # of what DEBUG notes, which forgets by itself
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    request_finished.connect(_close_old_connection)


def _close_old_connection(**_: Any) -> None:
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.close_if_unusable_or_obsolete()
    connection.health_check_done = False  # what stands now may be gone by the next request
