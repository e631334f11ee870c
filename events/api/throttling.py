"""How fast one address may read: a token bucket in Django's cache."""

import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from events.models import ApiKey

SECONDS = {"s": 1, "m": 60, "h": 3600}
BURST = 40
"""How many seconds' worth of tokens a bucket holds: at 50 a second, 2,000."""


@dataclass(frozen=True)
class Rate:
    """Tokens a second, and how many a full bucket holds."""

    per_second: float
    burst: float

    @classmethod
    @lru_cache
    def parse(cls, text: str) -> "Rate | None":
        """Read "50/s", "600/m", "1000/h" (a bucket of 40 seconds' worth, at least one) or "50/s,2000"; None for "off"."""
        if text == "off":
            return None
        found = re.fullmatch(r"(\d+)/([smh])(?:,(\d+))?", text)
        if not found or not int(found[1]) or found[3] == "0":
            raise ImproperlyConfigured(f"{text!r} is no rate: write 50/s, 600/m, 1000/h, 50/s,2000 (rate,burst) or off.")
        rate = int(found[1]) / SECONDS[found[2]]
        return cls(rate, float(found[3] or max(1.0, rate * BURST)))


class ReadThrottle(BaseThrottle):
    """Refuses who has used up the tokens of a key, or else of an address, until one has come back."""

    what = "read"

    def __init__(self) -> None:
        self.missing = 0.0

    def rate(self, request: Request) -> Rate | None:
        """How fast: as the key says, where it says so."""
        own = request.auth.rate if isinstance(request.auth, ApiKey) else None
        return Rate.parse(own or settings.THROTTLE_READ)

    def allow_request(self, request: Request, view: APIView) -> bool:
        rate = self.rate(request)
        if rate is None:
            return True
        key, now = f"throttle.{self.what}.{self.get_ident(request)}", time.time()
        tokens, then = cache.get(key, (rate.burst, now))
        tokens = min(rate.burst, tokens + max(0.0, now - then) * rate.per_second)
        allowed = tokens >= 1
        if not allowed:
            self.missing = (1 - tokens) / rate.per_second
        left, filled = int(tokens - allowed), -(-(rate.burst - tokens + allowed) // rate.per_second)
        policy = f'"{self.what}";q={int(rate.burst)};w={max(1, round(rate.burst / rate.per_second))}'
        told: Any = getattr(request, "_request", request)  # by which ApiMiddleware knows it
        told.spent = (policy, f'"{self.what}";r={left};t={int(filled)}')
        # A bucket that had time to fill up again need not be remembered.
        cache.set(key, (tokens - 1 if allowed else tokens, now), timeout=rate.burst / rate.per_second + 1)
        return bool(allowed)

    def wait(self) -> float:
        return self.missing

    def get_ident(self, request: Request) -> str:
        return f"key-{request.auth.pk}" if isinstance(request.auth, ApiKey) else client_address(request)


class WriteThrottle(ReadThrottle):
    """The same for whatever changes something."""

    what = "write"

    def rate(self, request: Request) -> Rate | None:
        return Rate.parse(settings.THROTTLE_WRITE)


def client_address(request: HttpRequest | Request) -> str:
    """Where a request comes from; a header is believed only as far as proxies of ours (TRUSTED_PROXIES) wrote it."""
    proxies = settings.TRUSTED_PROXIES
    forwarded = [a.strip() for a in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if a.strip()]
    if proxies and forwarded:
        return str(forwarded[-min(proxies, len(forwarded))])
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")  # none through a socket of this machine, or from this process
