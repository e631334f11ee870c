"""GET, with everything that a host may do to us bounded: addresses, redirects, seconds, bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from sources.fetching.addresses import Policy, Target, check_address, resolve
from sources.fetching.bodies import ENCODINGS, decompressed, in_utf8
from sources.fetching.connecting import Deadline, Exchange, Patience, connected
from sources.fetching.errors import BadAnswer, FetchError, NotThere, TooLarge, TooManyRedirects, Unavailable

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_WAIT = 7 * 86_400.0  # seconds of a Retry-After that are believed
LONGEST_VALIDATOR = 500  # characters
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)

Turn = Callable[[Target], AbstractContextManager[None]]
"""What is entered before a host is connected to and left when the connection is closed: whoever keeps a rate waits there."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may take. `truncate`: of a longer body the beginning is kept, instead of `TooLarge`."""

    bytes: int = 5_000_000
    seconds: float = 60.0
    redirects: int = 5
    patience: Patience = field(default_factory=Patience)
    truncate: bool = False


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells whether an address still has what was fetched."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address has. `body` is None where it has not changed (304)."""

    url: str  # the last, where it redirects
    body: bytes | None
    content_type: str | None = None  # without parameters, in small letters
    charset: str | None = None
    validators: Validators = Validators()

    @property
    def text_bytes(self) -> bytes:
        """The body, in UTF-8 where the host names its charset."""
        return in_utf8(self.body or b"", self.charset)


def fetch(
    url: str,
    policy: Policy,
    limits: Limits | None = None,
    *,
    known: Validators | None = None,
    turn: Turn | None = None,
) -> Answer:
    """What the address has, following redirects. Each hop's address is checked, and connected to as it was checked.

    `FetchError` says why there is nothing. Cookies are neither kept nor sent, nor are credentials.
    """
    limits = limits or Limits()
    left = limits.seconds  # on the network: waiting for one's turn is no fault of the host
    seen: set[str] = set()
    for _ in range(limits.redirects + 1):
        target = check_address(url, policy)
        if target.url in seen:
            raise TooManyRedirects("it redirects in a circle")
        seen.add(target.url)
        try:
            with turn(target) if turn else nullcontext():
                deadline = Deadline.within(left)
                found = _get(target, policy, limits, known or Validators(), deadline)
        except FetchError as error:
            error.root = target.root
            raise
        if isinstance(found, Answer):
            return found
        left = deadline.left()
        try:
            url = urljoin(target.url, found).split("#")[0]
        except ValueError as error:
            raise BadAnswer(f"the host redirects to what is no address: {error}") from error
    raise TooManyRedirects(f"more than {limits.redirects} redirects")


def _get(target: Target, policy: Policy, limits: Limits, known: Validators, deadline: Deadline) -> Answer | str:
    """The answer of one address, or where it redirects to."""
    addresses = resolve(target, policy, deadline.left(limits.patience.connect))
    with connected(target, addresses, deadline, limits.patience) as opened:
        exchange = Exchange(opened, target, _headers(policy, known), deadline, limits.patience)
        status = exchange.head.status_code
        if status in REDIRECTS:
            location = exchange.header("Location")
            if not location:
                raise BadAnswer(f"the host redirects ({status}) to nowhere")
            return location
        _check_status(status, exchange.header("Retry-After"))
        validators = Validators(_short(exchange.header("ETag")), _short(exchange.header("Last-Modified")))
        if status == 304:
            if known == Validators():
                raise BadAnswer("the host says that nothing has changed (304), though nothing was known")
            return Answer(target.url, None, validators=_renewed(known, validators))
        content_type, charset = _type(exchange.header("Content-Type"))
        return Answer(target.url, _body(exchange, limits), content_type, charset, validators)


def _headers(policy: Policy, known: Validators) -> dict[str, str]:
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {
        "User-Agent": policy.user_agent,
        "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5",
        "Accept-Encoding": ENCODINGS,
        "Accept-Language": "en, *;q=0.5",
    } | {name: value for name, value in conditions.items() if value}


def _body(exchange: Exchange, limits: Limits) -> bytes:
    if exchange.announced > limits.bytes and not limits.truncate:
        raise TooLarge(f"the host announces {exchange.announced:,} bytes; {limits.bytes:,} are allowed")
    body = bytearray()
    try:
        for piece in decompressed(exchange.body(limits.bytes), exchange.header("Content-Encoding"), limits.bytes):
            body += piece
    except TooLarge:
        if not limits.truncate:
            raise
    return bytes(body)


def _check_status(status: int, retry_after: str | None) -> None:
    if status in (200, 203, 304):
        return
    if status in (408, 429) or status >= 500:
        raise Unavailable(f"the host answers {status}", after=_seconds(retry_after))
    if status >= 400:
        raise NotThere(f"the host answers {status}")
    raise BadAnswer(f"the host answers {status}, which is no page")


def _seconds(retry_after: str | None) -> float | None:
    """What a Retry-After asks for: seconds, or until a day and time."""
    told = (retry_after or "").strip()
    if told.isdecimal() and len(told) < 10:
        return min(float(told), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(told)
    except (ValueError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)


def _short(validator: str | None) -> str | None:
    return validator if validator and len(validator) <= LONGEST_VALIDATOR and validator.isprintable() else None


def _renewed(known: Validators, told: Validators) -> Validators:
    return Validators(told.etag or known.etag, told.last_modified or known.last_modified)


def _type(header: str | None) -> tuple[str | None, str | None]:
    """The media type and the charset that a Content-Type names. What is none is taken for plain text (RFC 2045, 5.2).

    Charsets in the notations of RFC 2231, which no host needs, are not read: the standard library's reader raises at odd ones.
    """
    if not header:
        return None, None
    first = header.split(",")[0]
    media = first.partition(";")[0].strip().lower()
    charset = _CHARSET.search(first)
    return media if media.count("/") == 1 else "text/plain", charset[1][:40] if charset else None
