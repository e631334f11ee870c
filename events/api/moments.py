"""Moments of the record that a query names: which position each is, and what is said of those that cannot be shown."""

from datetime import datetime, timedelta
from typing import NoReturn

from django.utils import timezone
from rest_framework.exceptions import APIException

from events.api.problems import Fault, Gone
from events.publishing.positions import bounds, bounds_at, is_reached
from events.publishing.retention import PRUNED

CLOCKS_DIFFER = timedelta(seconds=5)
"""By so much a client's clock may be ahead."""


class Unsettled(APIException):
    """503."""

    status_code = 503
    default_detail = "This position is not settled yet: a change that began before it is still being made. Ask again in a moment."
    default_code = "unsettled"
    wait = 1


def resolved(moment: int | datetime) -> int:
    """The position that `as_of` means; of an instant, the newest that was settled.

    `Fault` when it is yet to come, `Unsettled` when it is there already, `Gone` when what was then is no longer kept.
    """
    if isinstance(moment, datetime):
        if moment > timezone.now() + CLOCKS_DIFFER:
            raise Fault([{"parameter": "as_of", "detail": f"The instant {moment:%Y-%m-%dT%H:%M:%SZ} is yet to come."}])
        kept, _, position = bounds_at(moment)
    else:
        position = moment
        kept, horizon = bounds()
        if position >= horizon:
            refuse_unsettled("as_of", position)
    if position < kept:
        raise Gone(PRUNED.format(kept=kept))
    return position


def refuse_unsettled(parameter: str, position: int) -> NoReturn:
    """Say of a position that is not below the horizon what there is to do."""
    if is_reached(position):
        raise Unsettled
    detail = f"Position {position} is yet to come: take one of the change feed."
    raise Fault([{"parameter": parameter, "detail": detail}])
