"""Which address is answered by which part."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="docs"), name="root"),
    path("health/", health, name="health"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("sources.api.urls")),
    path("api/", include("events.api.urls")),
]

handler400 = "events.api.problems.bad_request"
handler403 = "events.api.problems.permission_denied"
handler404 = "events.api.problems.page_not_found"
handler500 = "events.api.problems.server_error"
