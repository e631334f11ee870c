"""Which of the forms that a view can write a client gets, by its `Accept`."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from events.api.formats import RENDERERS

LONGEST_KEPT = 200
"""Characters of an `Accept` of which it is remembered what it means."""


class ByAccept(DefaultContentNegotiation):
    """`format` is one of our own parameters, read like the others."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)  # type: ignore[assignment]

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderers = list(renderers)
        accept = request.META.get("HTTP_ACCEPT", "*/*")
        if len(accept) > LONGEST_KEPT:
            return self.selected(accept, renderers)
        place, media_type = _place(accept, tuple(type(renderer) for renderer in renderers))
        return renderers[place], media_type

    def selected(self, accept: str, renderers: Sequence[BaseRenderer]) -> tuple[BaseRenderer, str]:
        """As DRF has it."""
        request: Any = SimpleNamespace(headers={"accept": accept}, query_params={})
        return super().select_renderer(request, renderers)


@lru_cache(maxsize=256)
def _place(accept: str, renderers: tuple[type[BaseRenderer], ...]) -> tuple[int, str]:
    """Which renderer it is, and the media type: clients send few different headers."""
    made = [renderer() for renderer in renderers]
    chosen, media_type = ByAccept().selected(accept, made)
    return made.index(chosen), media_type


@lru_cache(maxsize=256)
def means_json(accept: str) -> bool:
    """Whether that, as it usually is written, is what every view answers to this header, whatever else it can write."""
    if len(accept) > LONGEST_KEPT or "indent" in accept.lower():
        return False
    try:
        place, _ = _place(accept, (JSONRenderer, *RENDERERS.values()))
    except NotAcceptable:
        return False
    return place == 0
