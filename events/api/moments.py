"""Moments of the record that a query names: which position each is, and what is said of those that cannot be shown."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.utils import timezone
from rest_framework.exceptions import APIException

from events.api.finding import STATE, States, by_id, versions
from events.api.problems import Fault, Gone
from events.publishing.positions import POSITION, bounds_at, is_reached
from events.publishing.retention import PRUNED

CLOCKS_DIFFER = timedelta(seconds=5)
"""By so much a client's clock may be ahead."""


class Unsettled(APIException):
    """503."""

    status_code = 503
    default_detail = "This position is not settled yet: a change that began before it is still being made. Ask again in a moment."
    default_code = "unsettled"
    wait = 1


def resolved(moment: int | datetime, ids: Mapping[Any, Collection[Any]]) -> tuple[int, States]:
    """The position that `as_of` means (of an instant, the newest that was settled), and the states of records then; one query.

    `ids`: by the table of their versions. `Fault` when the moment is yet to come, `Unsettled` when it is there already, `Gone`
    when what was then is no longer kept.
    """
    if isinstance(moment, datetime) and moment > timezone.now() + CLOCKS_DIFFER:
        raise Fault([{"parameter": "as_of", "detail": f"The instant {moment:%Y-%m-%dT%H:%M:%SZ} is yet to come."}])
    (kept, horizon, position), found = bounds_at(moment, versions(ids, POSITION, *STATE) if ids else None)
    if position >= horizon:
        refuse_unsettled("as_of", position)
    if position < kept:
        raise Gone(PRUNED.format(kept=kept))
    return position, by_id(found)


def refuse_unsettled(parameter: str, position: int) -> NoReturn:
    """Say of a position that is not below the horizon what there is to do."""
    if is_reached(position):
        raise Unsettled
    detail = f"Position {position} is yet to come: take one of the change feed."
    raise Fault([{"parameter": parameter, "detail": detail}])
