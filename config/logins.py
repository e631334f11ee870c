"""How often passwords may be tried: what django-axes is told beside its settings."""

from ipaddress import IPv6Address, ip_address
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.api.throttling import client_address

HOST_BITS = 64  # of an IPv6 address: whoever has one has all of its network


def login_address(request: HttpRequest) -> str:
    """Whose failures are counted together: the client's address, of an IPv6 one its /64."""
    address = client_address(request)
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    # A socket that takes both kinds tells IPv4 addresses as ::ffff:192.0.2.1, all in one /64.
    return str(found.ipv4_mapped or IPv6Address(int(found) >> HOST_BITS << HOST_BITS))


class LoginHandler(AxesDatabaseHandler):
    """Locks out a name for an address, as django-axes does, and an address that fails with many names."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Failures of the name from the address; no fewer than are allowed where the address has used up its own."""
        failures = int(super().get_failures(request, credentials))
        lately = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
        )
        of_address = lately.aggregate(number=Sum("failures_since_start"))["number"] or 0
        return max(failures, settings.AXES_FAILURE_LIMIT) if of_address >= settings.LOGIN_ADDRESS_FAILURES else failures


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The page that says when to try again: the lock ends no later, as what is tried meanwhile does not count."""
    wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
    page = render(request, "chancery/admin/locked_out.html", {"minutes": wait // 60}, status=429)
    page["Retry-After"] = str(wait)
    return page
