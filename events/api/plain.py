"""Plain questions: by GET, for JSON, with neither a key nor a session. Most are.

What DRF prepares for each request (parsers, authenticators, renderers) and does with its answer finds nothing to do there.
They are answered without it, by the same methods of the same view; what these raise becomes an answer as everywhere.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from events.api.negotiation import means_json

JSON = JSONRenderer()


class PlainViewSet(GenericViewSet[Any]):
    """A view that answers plain questions without further ado."""

    def begin(self, request: Request) -> None:
        """Read what is asked for."""
        raise NotImplementedError

    def complete(self, request: Request, response: Any) -> Any:
        """What every answer has, whichever way it came."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self._is_plain(request):
            return super().dispatch(request, *args, **kwargs)
        asked: Any = request
        asked.user, asked.auth, asked.accepted_renderer = AnonymousUser(), None, JSON
        self.action = self.action_map["get"]
        try:
            self.check_throttles(asked)
            self.begin(asked)
            response = getattr(self, self.action)(asked, *args, **kwargs)
        except Exception as error:
            return self._failed(error, request, *args, **kwargs)
        if isinstance(response, Response):
            written: Any = response
            written.accepted_renderer, written.accepted_media_type, written.renderer_context = JSON, JSON.media_type, {}
        response.headers["Allow"] = self.default_response_headers["Allow"]
        return self.complete(asked, response)

    def _is_plain(self, request: HttpRequest) -> bool:
        told = request.META
        return (
            request.method == "GET"
            and "HTTP_AUTHORIZATION" not in told
            and not hasattr(request, "user")  # what came with a session has one by now
            and means_json(told.get("HTTP_ACCEPT", "*/*"))
            and "get" in self.action_map
            and self.permission_classes == [AllowAny]
        )

    def _failed(self, error: Exception, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The answer to a request whose answering raised this."""
        made = self.request = self.initialize_request(request, *args, **kwargs)
        made.accepted_renderer, made.accepted_media_type = JSON, JSON.media_type
        self.headers = self.default_response_headers
        response: HttpResponseBase = self.finalize_response(made, self.handle_exception(error), *args, **kwargs)
        return response
