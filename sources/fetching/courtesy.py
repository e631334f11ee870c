"""What a guest does: one connection to a host at a time, a pause between two, and nothing that its robots.txt does not want.

Turns are locks of the database's session, so that they hold between all workers and end with whoever dies; when the next request
may be sent stands in the host's row, be it for the pause or for a Retry-After.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from sources.fetching.addresses import Policy, Target
from sources.fetching.client import Answer, Limits, Validators, fetch
from sources.fetching.connecting import Patience
from sources.fetching.errors import (
    BadAnswer,
    Disallowed,
    FetchError,
    ForbiddenAddress,
    NotThere,
    NotYet,
    TooLarge,
    TooManyRedirects,
    Unavailable,
)
from sources.fetching.robots import Rules, rules_for
from sources.models import Host

TURNS = 0x66657463  # "fetc": the first key of the locks
WAITED = 60.0  # seconds for one's turn
LOOK = 0.1
LONGEST_AWAY = timedelta(hours=24)  # that a host may ask for
LONGEST_PAUSE = 30.0  # seconds that a robots.txt may ask for
# RFC 9309, 2.5: 500 kibibytes at least are looked at.
ROBOTS = Limits(bytes=512_000, seconds=20, patience=Patience(connect=10, read=10), truncate=True)
KEPT = timedelta(hours=24)
KEPT_AWAY = timedelta(minutes=10)  # where its robots.txt cannot be had or understood


def policy() -> Policy:
    """What this installation's settings say of fetching."""
    return Policy(user_agent=settings.FETCH_USER_AGENT, loopback=settings.FETCH_LOOPBACK)


@dataclass(frozen=True, slots=True)
class Guest:
    """Fetches for one source.

    `pause`: seconds between two requests to a host, at least. `patience`: seconds that are waited for a turn, or as many as the
    pause has.
    """

    policy: Policy
    pause: float = 1.0
    patience: float = WAITED

    def get(self, url: str, limits: Limits, known: Validators | None = None) -> Answer:
        """What the address has; `FetchError` says why there is nothing, `NotYet` that it was not asked for."""
        answered: list[Target] = []
        try:
            return fetch(url, self.policy, limits, known=known, turn=lambda hop: _noted(self._turn(hop), hop, answered))
        except NotYet as error:
            if answered:  # the host that redirects was asked: what costs nothing would be begun anew without end
                raise Unavailable(str(error), after=error.after, root=error.root) from error
            raise

    @contextmanager
    def _turn(self, target: Target) -> Iterator[None]:
        rules = self._rules(target)
        if not rules.allow(target.path):
            raise Disallowed(f"the robots.txt of {target.host} does not want it fetched")
        with self._slot(target, max(self.pause, min(rules.pause or 0.0, LONGEST_PAUSE))):
            yield

    @contextmanager
    def _slot(self, target: Target, pause: float) -> Iterator[None]:
        """The only connection to the host, once the pause since the last one is over, and what it asked for."""
        patience = max(self.patience, self.pause)
        with _alone(target.host, patience):
            left = _seconds_until_next(target.root)
            if left > patience:
                raise NotYet(f"nothing is fetched from {target.host} for another {left:.0f} seconds", after=left)
            time.sleep(left)
            away = timedelta(seconds=pause)
            try:
                yield
            except Unavailable as error:
                away = max(away, _asked_for(error) or away)
                raise
            finally:
                Host.objects.filter(root=target.root).update(next_at=_CLOCK + away)

    def _rules(self, target: Target) -> Rules:
        Host.objects.get_or_create(root=target.root)
        known = Host.objects.filter(root=target.root).annotate(left=F("robots_until") - _CLOCK)
        robots, left = known.values_list("robots", "left").get()
        if left is None or left <= timedelta():
            robots = self._robots(target)
        elif robots is None:
            told = f"the robots.txt of {target.host} cannot be had, so nothing else is fetched for now"
            raise NotYet(told, after=left.total_seconds())
        return rules_for(self.policy.product, robots)

    def _robots(self, target: Target) -> str:
        """The text of the host's robots.txt, empty where there is none. `Unavailable` where that cannot be known now.

        The host says that there is none with a status of 4xx or by redirecting on and on (RFC 9309, 2.3.1): then everything
        is allowed. What cannot be understood may forbid anything.
        """
        answered: list[Target] = []
        address = f"{target.root}/robots.txt"
        try:
            answer = fetch(address, self.policy, ROBOTS, turn=lambda hop: _noted(self._slot(hop, self.pause), hop, answered))
            robots = answer.text_bytes.decode("utf-8", "replace").replace("\x00", "")
        except (NotThere, TooManyRedirects):
            robots = ""
        except FetchError as error:
            # Nothing was asked; and of a host that leads inside, no page may be fetched on any day.
            if not answered and isinstance(error, NotYet | ForbiddenAddress):
                raise
            asked = _asked_for(error)
            away = KEPT_AWAY if asked is None else asked
            _keep(target, None, away)
            how = "understood" if isinstance(error, BadAnswer | TooLarge) else "had"
            told = f"the robots.txt of {target.host} cannot be {how}, so nothing else is fetched for now: {error}"
            raise Unavailable(told, after=away.total_seconds()) from error
        _keep(target, robots, KEPT)
        return robots


@contextmanager
def _noted(turn: AbstractContextManager[None], hop: Target, answered: list[Target]) -> Iterator[None]:
    """The turn; a host that answers within it is added to `answered`."""
    with turn:
        yield
    answered.append(hop)


def _asked_for(error: FetchError) -> timedelta | None:
    """How long the host asks to be left alone, as far as it is believed; None where it does not."""
    return None if error.after is None else min(timedelta(seconds=error.after), LONGEST_AWAY)


_CLOCK = Now(template="CLOCK_TIMESTAMP()")


def _keep(target: Target, robots: str | None, span: timedelta) -> None:
    Host.objects.filter(root=target.root).update(robots=robots, robots_until=_CLOCK + span)


@contextmanager
def _alone(host: str, patience: float) -> Iterator[None]:
    """Hold the host's lock, waiting so many seconds for it; `NotYet` where others keep it."""
    keys = [TURNS, zlib.crc32(host.encode()) - 2**31]
    until = time.monotonic() + patience
    while not _asked("SELECT pg_try_advisory_lock(%s, %s)", keys):
        if time.monotonic() > until:
            raise NotYet(f"others fetch from {host}: no turn within {patience:.0f} seconds")
        time.sleep(LOOK)
    try:
        yield
    finally:
        _asked("SELECT pg_advisory_unlock(%s, %s)", keys)


def _seconds_until_next(root: str) -> float:
    Host.objects.get_or_create(root=root)
    row = Host.objects.filter(root=root).annotate(wait=F("next_at") - _CLOCK).values_list("wait", flat=True).get()
    return max(row.total_seconds(), 0.0) if row else 0.0


def _asked(query: str, keys: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, keys)
        row = cursor.fetchone()
    return bool(row and row[0])
