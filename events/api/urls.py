"""The addresses of the API, its description and its documentation; whatever else is asked for under them is a problem+json."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from events.api import views
from events.api.problems import unknown_address
from events.api.reading import ResourceViewSet

RESOURCES: dict[str, type[ResourceViewSet]] = {
    "meetings": views.MeetingViewSet,
    "statements": views.StatementViewSet,
    "persons": views.PersonViewSet,
    "countries": views.CountryViewSet,
    "organizations": views.OrganizationViewSet,
    "documents": views.DocumentViewSet,
}
WITHIN: dict[str, type[ResourceViewSet]] = {
    "meetings/<uuid:id>/statements": views.MeetingStatementViewSet,
    "meetings/<uuid:id>/evidence": views.MeetingEvidenceViewSet,
    "persons/<uuid:id>/meetings": views.PersonMeetingViewSet,
    "persons/<uuid:id>/statements": views.PersonStatementViewSet,
}

resources = [path(f"v1/{name}/", view.as_view({"get": "list"}), name=f"{name}-list") for name, view in RESOURCES.items()]
resources += [
    path(f"v1/{name}/<{view.lookup_value_converter}:id>/", view.as_view({"get": "retrieve"}), name=f"{name}-detail")
    for name, view in RESOURCES.items()
]
resources += [
    path(f"v1/{name}/", view.as_view({"get": "list"}), name=name.replace("/<uuid:id>/", "-")) for name, view in WITHIN.items()
]

urlpatterns = [
    *resources,
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("redoc/", SpectacularRedocView.as_view(url_name="schema", template_name="events/redoc.html"), name="redoc"),
    re_path("", unknown_address),
]
