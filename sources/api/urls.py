"""The addresses of the intake in API v1."""

from django.urls import path

from sources.api.intake import PARSERS
from sources.api.views import ImportItemViewSet, ImportViewSet, SourceViewSet

urlpatterns = [
    path("sources/", SourceViewSet.as_view({"get": "list"}), name="sources-list"),
    path("sources/<uuid:id>/", SourceViewSet.as_view({"get": "retrieve"}), name="sources-detail"),
    path("imports/", ImportViewSet.as_view({"get": "list", "post": "create"}, parser_classes=PARSERS), name="imports-list"),
    path("imports/<uuid:id>/", ImportViewSet.as_view({"get": "retrieve"}), name="imports-detail"),
    *(
        path(f"imports/<uuid:id>/{action}/", ImportViewSet.as_view({"post": action}), name=f"imports-{action}")
        for action in ("cancel", "resume", "retry")
    ),
    path("imports/<uuid:id>/items/", ImportItemViewSet.as_view({"get": "list"}), name="imports-items"),
]
