"""What is on its way out: said in the OpenAPI document, and in the answer to whoever still uses it (RFC 9745, RFC 8594)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http.response import HttpResponseBase
from django.utils.http import http_date


@dataclass(frozen=True)
class Deprecated:
    """Since when something should not be used any more, when it will be gone (None: not decided), and what to use instead."""

    since: date
    instead: str
    sunset: date | None = None

    @property
    def note(self) -> str:
        """For the documentation."""
        ends = f" It will be gone on {self.sunset}." if self.sunset else ""
        return f"Deprecated since {self.since}: {self.instead}{ends}"


def tell(response: HttpResponseBase, used: Iterable[Deprecated]) -> None:
    """Say so in the answer: the earliest dates of whatever was used."""
    used = list(used)
    if not used:
        return
    response["Deprecation"] = f"@{_instant(min(each.since for each in used))}"
    if ends := [each.sunset for each in used if each.sunset]:
        response["Sunset"] = http_date(_instant(min(ends)))


def _instant(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
