"""The addresses of the API, its description and its documentation."""

import re
from typing import Any

from csp import constants as csp
from csp.decorators import csp_update
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from events.api.decisions import DecisionViewSet
from events.api.history import ChangeViewSet
from events.api.reading import ResourceViewSet
from events.api.root import RootView
from events.api.snapshots import SnapshotFileView, SnapshotViewSet
from events.api.tallies import StatViewSet
from events.api.views import RESOURCES, WITHIN

drawn = csp_update({"style-src": [csp.UNSAFE_INLINE], "worker-src": ["blob:"], "img-src": ["data:"]})
"""Swagger UI and Redoc set styles by script; scripts in the page are as little allowed there as elsewhere."""


class _Page:
    """A page of the documentation. It has no form in which to answer OPTIONS but with `Allow`."""

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return HttpResponse(status=204)


class DocsView(_Page, SpectacularSwaggerSplitView):
    """Swagger UI."""


class RedocView(_Page, SpectacularRedocView):
    """Redoc."""


METHODS = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}


def actions_of(view: type[ResourceViewSet]) -> dict[str, Any]:
    """What can be done at the address of a record."""
    return {method: action for method, action in METHODS.items() if action in view.described}


resources = [
    address
    for name, view in RESOURCES.items()
    for address in (
        path(f"v1/{name}/", view.as_view({"get": "list"}), name=f"{name}-list"),
        path(f"v1/{name}/<{view.lookup_value_converter}:id>/", view.as_view(actions_of(view)), name=f"{name}-detail"),
    )
]
resources += [
    path(f"v1/{name}/<uuid:id>/{action}/", view.as_view({"post": action}), name=f"{name}-{action}")
    for name, view in (RESOURCES | {"decisions": DecisionViewSet}).items()
    for action in getattr(view, "written", ())
    if action not in METHODS.values()
]
resources += [
    path(f"v1/{name}/", view.as_view({"get": "list"}), name=re.sub("/<.*>/", "-", name)) for name, view in WITHIN.items()
]

resources += [
    path("v1/stats/", StatViewSet.as_view({"get": "list"}), name="stats-list"),
    path("v1/changes/", ChangeViewSet.as_view({"get": "list"}), name="changes-list"),
    path("v1/decisions/", DecisionViewSet.as_view({"get": "list"}), name="decisions-list"),
    path("v1/decisions/<uuid:id>/", DecisionViewSet.as_view({"get": "retrieve"}), name="decisions-detail"),
]

snapshots = [
    path("v1/snapshots/", SnapshotViewSet.as_view({"get": "list"}), name="snapshots-list"),
    path("v1/snapshots/<slug:id>/", SnapshotViewSet.as_view({"get": "retrieve"}), name="snapshots-detail"),
    path("v1/snapshots/<slug:id>/files/<str:file>/", SnapshotFileView.as_view(), name="snapshots-file"),
]

urlpatterns = [
    path("v1/", RootView.as_view(), name="api-root"),
    *resources,
    *snapshots,
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", drawn(DocsView.as_view(url_name="schema", template_name="events/swagger.html")), name="docs"),
    path("redoc/", drawn(RedocView.as_view(url_name="schema", template_name="events/redoc.html")), name="redoc"),
]
