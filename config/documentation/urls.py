"""Addresses below /docs/."""

from django.urls import path, re_path

from config.documentation.views import show_image, show_page

urlpatterns = [
    path("", show_page, name="documentation"),
    path("<slug:name>/", show_page, name="documentation-page"),
    re_path(r"^(?P<name>[\w-]+)\.(?P<kind>png|svg)$", show_image),
]
