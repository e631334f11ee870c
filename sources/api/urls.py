"""The addresses of the intake in API v1."""

from django.urls import path

from sources.api.views import ImportItemViewSet, ImportViewSet

urlpatterns = [
    path("imports/", ImportViewSet.as_view({"get": "list"}), name="imports-list"),
    path("imports/<uuid:id>/", ImportViewSet.as_view({"get": "retrieve"}), name="imports-detail"),
    path("imports/<uuid:id>/items/", ImportItemViewSet.as_view({"get": "list"}), name="imports-items"),
]
