"""Settings of the API: Django REST framework and drf-spectacular."""

from typing import Any

from events.api import words

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["events.api.parsing.BodyParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "EXCEPTION_HANDLER": "events.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

DESCRIPTION = """\
Structured diplomatic events: who met whom, when, where, at what level, and who said what, with the words that prove it.
[The documentation](/docs/) has a quick start, recipes, and every parameter with an example.

- **Lists** come in pages: follow `next` (or the `Link` header) until it is null; `count=true` counts. A comma in a filter
  means any of; `party`, `organization`, `person` and `portfolio` given again mean all of. Nothing is silently ignored: an
  unknown parameter, value, field or cursor is a 400 that names it.
- **Dates** are as precise as somebody wrote them: `2023-04-25`, `2023-04`, `2023` or null. Filters by date mean overlap.
  Instants are RFC 3339 in UTC.
- **Sets of words** (status, level, ...) are open-ended: expect new members.
- **Errors** are `application/problem+json` (RFC 9457); `instance` is the id of the request, as in `X-Request-ID`.
- **Conditional reads**: send `If-None-Match` with the `ETag` you have. Merged records answer 308, deleted ones 410.
- **Quotations** are at most 500 characters long; offsets count Unicode code points, end exclusive.
- **Limits**: 50 requests a second from one address, in bursts of up to 2,000, or as a key allows; then 429 with
  `Retry-After`. `RateLimit-Policy` and `RateLimit` tell of each process of the server what is left. What takes more than 5
  seconds to count or to rank is a 400 that says so.
- **Pages of other sites** may read, without cookies; none may write. Answers are packed (gzip) for who accepts that.
- **What is on its way out** is marked here, and says so in `Deprecation` (RFC 9745) and `Sunset` (RFC 8594).
"""

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Chancery",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1.0.0",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATION_PARAMETERS": False,
    # The vocabulary is named in events.api.words; no enum is left for the hook that would guess names.
    "POSTPROCESSING_HOOKS": [],
    "APPEND_COMPONENTS": {"schemas": words.schemas()},
    "SERVERS": [{"url": "/", "description": "This installation."}],
    "TAGS": [
        {"name": "root", "description": "Where everything is."},
        {"name": "meetings", "description": "Who met whom, when, where and at what level: one record for each real meeting."},
        {"name": "statements", "description": "Who said what, on whose behalf, in which words of which document."},
        {"name": "persons", "description": "Those who act for a country or organization, in every spelling of their names."},
        {"name": "countries", "description": "Countries and territories of ISO 3166-1."},
        {"name": "organizations", "description": "International organizations that can be parties to a meeting."},
        {"name": "documents", "description": "What was read: articles, readouts, lists."},
        {"name": "stats", "description": "Counts for charts."},
        {"name": "changes", "description": "Every change of the record in one order, to keep a copy in step."},
        {"name": "decisions", "description": "What editors decided, and what still stands of it. For editors."},
        {"name": "imports", "description": "Orders to read documents, and how far each has come."},
        {"name": "sources", "description": "Where documents come from, and how the last poll went."},
        {"name": "snapshots", "description": "The whole record of one moment, as files to download and cite."},
    ],
}
