"""Which address is answered by which part."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from config.health import health
from events.api.problems import unknown_address

urlpatterns = [
    # What is asked most is looked for first.
    path("api/", include("events.api.urls")),
    path("api/v1/", include("sources.api.urls")),
    re_path("^api/", unknown_address),
    path("", RedirectView.as_view(pattern_name="documentation"), name="root"),
    path("health/", health, name="health"),
    path("docs/", include("config.documentation.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "events.api.problems.bad_request"
handler403 = "events.api.problems.permission_denied"
handler404 = "events.api.problems.page_not_found"
handler500 = "events.api.problems.server_error"
